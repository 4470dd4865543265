import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { promSeries, snappyLiteral } from '#collector/intake/test-protobuf.ts';
import { projectFolder } from '#scripts/run-tool.ts';
import { onFreePort } from '#scripts/servers/free-port.ts';
import { type ServerProcess, startServer } from '#scripts/servers/server-process.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';

const PATIENT = { timeout: 60_000, interval: 200 };

/** What an exporter says: a value that changes with every scrape, and a label that can never be taken. */
const FIGURES = (scrape: number) => `# TYPE room_temperature_celsius gauge
room_temperature_celsius{rack="A1"} ${20 + scrape}
# TYPE jobs_done_total counter
jobs_done_total ${scrape}
# TYPE odd_label gauge
odd_label{long="${'x'.repeat(201)}"} 1
`;

interface Answered {
  body: string;
  status: number;
}

let folder: string;
let ward: Ward;
let key: string;
let exporter: Server;
let gate: Server;
let scrapes = 0;
/** Requests that the gate in front of the collector refuses before it lets one through. */
let refusals = 0;
const answered: Answered[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ward-senders-'));
  ward = await startWard();
  ({ key } = await ward.call<{ key: string }>('POST', '/api/v1/keys', { name: 'senders' }));
  exporter = await listen((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(FIGURES(++scrapes));
  });
  gate = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const note = (status: number) => answered.push({ body: body.toString('base64'), status });
      if (refusals > 0) {
        refusals--;
        note(503);
        response.writeHead(503, { 'retry-after': '1' }).end();
        return;
      }
      const { method, url, headers } = request;
      httpRequest(new URL(url ?? '/', ward.url), { method, headers }, (answer) => {
        note(answer.statusCode ?? 0);
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      })
        .on('error', () => response.destroy())
        .end(body);
    });
  });
});

afterAll(async () => {
  exporter?.closeAllConnections();
  gate?.closeAllConnections();
  exporter?.close();
  gate?.close();
  await ward?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describeWith('prometheus', 'Prometheus, with the lines of docs/senders.md', () => {
  let prometheus: ServerProcess;

  beforeAll(async () => {
    answered.length = 0;
    refusals = 1;
    const file = join(folder, 'prometheus.yml');
    // Told to wait less than it would, for the sake of time.
    const soon = '    queue_config: { batch_send_deadline: 200ms }';
    writeFileSync(file, `${scrapeConfig('prometheus')}\n${block('Prometheus', urlOf(gate))}${soon}\n`);
    const { server } = await onFreePort(
      (port) =>
        startServer({
          program: 'prometheus',
          args: [
            `--config.file=${file}`,
            `--storage.tsdb.path=${join(folder, 'prometheus')}`,
            `--web.listen-address=127.0.0.1:${port}`,
          ],
          readyLine: (line) => (/ready to receive web requests/.test(line) ? 'ready' : undefined),
        }),
      /address already in use/,
    );
    prometheus = server;
  });
  afterAll(async () => {
    await prometheus?.end('SIGKILL');
  });

  test('its samples arrive, under the names that the page tells', () => arrives('prometheus'));

  test('what was answered with 503 is sent again', () => isSentAgain());

  test('what can never be taken is named with 400 and not sent again, and the rest is kept', async () => {
    await vi.waitFor(() => expect(statuses(400).length).toBeGreaterThan(1), PATIENT);

    const bodies = statuses(400).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(bodies.length);
    const { items = [], entries = items } = await ward.call<{ items?: Told[]; entries?: Told[] }>(
      'GET',
      '/api/v1/audit?limit=50',
    );
    expect(entries.find(({ action }) => action === 'key.refused')).toMatchObject({
      outcome: 'refused',
      after: { door: 'remote_write', fault: 'label_too_long' },
    });
    const metrics = await (await fetch(`${ward.url}/metrics`)).text();
    expect(Number(/ward_push_refused_total\{door="remote_write"\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(
      0,
    );
  });
});

describeWith('vmagent', 'vmagent, with the line of docs/senders.md', () => {
  let vmagent: ServerProcess;

  beforeAll(async () => {
    answered.length = 0;
    refusals = 1;
    const file = join(folder, 'vmagent.yml');
    writeFileSync(file, scrapeConfig('vmagent'));
    const [program = '', ...args] = block('vmagent', urlOf(gate))
      .replace('prometheus.yml', file)
      .trim()
      .split(/\s+/);
    const { server } = await onFreePort(
      (port) =>
        startServer({
          program,
          args: [
            ...args,
            '-remoteWrite.flushInterval=200ms',
            `-remoteWrite.tmpDataPath=${join(folder, 'vmagent')}`,
            `-httpListenAddr=127.0.0.1:${port}`,
          ],
          readyLine: (line) => (/started vmagent/.test(line) ? 'ready' : undefined),
        }),
      /address already in use/,
    );
    vmagent = server;
  });
  afterAll(async () => {
    await vmagent?.end('SIGKILL');
  });

  test('its samples arrive, under the names that the page tells', () => arrives('vmagent'));

  test('what was answered with 503 is sent again', () => isSentAgain());
});

describe('the SDK of OpenTelemetry, with the lines of docs/senders.md', () => {
  test.each([
    ['in protocol buffers', 'sdk-protobuf', () => new ProtobufExporter()],
    ['in JSON', 'sdk-json', () => new JsonExporter()],
  ])('its metrics arrive %s', async (_how, name, makeExporter) => {
    for (const line of block('OpenTelemetry', ward.url, 'sh').trim().split('\n')) {
      const [variable = '', value = ''] = line.split(/=(.*)/s);
      vi.stubEnv(variable, value);
    }
    const reader = new PeriodicExportingMetricReader({
      exporter: makeExporter() as PushMetricExporter,
      exportIntervalMillis: 3_600_000,
    });
    const provider = new MeterProvider({ readers: [reader] });
    const meter = provider.getMeter('a.library');

    meter.createCounter('shop.orders', { unit: '{order}' }).add(3, { via: name });
    meter.createHistogram('shop.duration', { unit: 's' }).record(0.3, { via: name });
    await provider.shutdown();
    vi.unstubAllEnvs();

    expect(await newest('shop.orders', `&label.via=${name}`)).toBe(3);
    expect(await newest('shop.duration.count', `&label.via=${name}`)).toBe(1);
    expect(await newest('shop.duration.sum', `&label.via=${name}`)).toBe(0.3);
    expect(await newest('shop.duration.bucket', `&label.via=${name}&label.le=%2BInf`)).toBe(1);
  });
});

describe('series that a sender cuts in two', () => {
  test('are whole in the store, and nothing of them reads as not read', async () => {
    const fromMs = Date.now() - 60_000;
    const half = (from: number, to: number, timeMs: number) =>
      Array.from({ length: to - from }, (_, each) =>
        promSeries({ __name__: `cut_${from + each}`, host: 'cut' }, [timeMs, from + each]),
      );
    await push(half(0, 8, fromMs));
    await push(half(0, 5, fromMs + 10_000));
    await push(half(5, 8, fromMs + 10_000));
    await push(half(0, 8, fromMs + 20_000));

    for (let at = 0; at < 8; at++) {
      await vi.waitFor(async () => {
        const { series } = await ward.call<{ series: { timesMs: number[]; values: (number | null)[] }[] }>(
          'GET',
          `/api/v1/query?metric=cut.${at}&from=${fromMs}`,
        );
        expect(series.map(({ values }) => values)).toEqual([[at, at, at]]);
      }, PATIENT);
    }
  });
});

async function push(series: Buffer[]): Promise<void> {
  const { status } = await fetch(`${ward.url}/api/v1/write`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
    },
    body: new Uint8Array(snappyLiteral(Buffer.concat(series))),
  });
  expect(status).toBe(204);
}

interface Told {
  action: string;
  outcome: string;
  after: unknown;
}

async function arrives(job: string): Promise<void> {
  expect(await newest('room.temperature_celsius', `&label.job=${job}`)).toBeGreaterThan(20);
  expect(await newest('jobs.done_total', `&label.job=${job}`)).toBeGreaterThan(0);
  expect(await newest('_.up', `&label.job=${job}`)).toBe(1);
  const { targets } = await ward.call<{ targets: { host: string }[] }>('GET', '/api/v1/targets');
  expect(targets.map(({ host }) => host)).toContain('127.0.0.1');
}

async function isSentAgain(): Promise<void> {
  const refused = statuses(503);
  expect(refused.length).toBeGreaterThan(0);
  await vi.waitFor(() => {
    for (const { body } of refused)
      expect(answered.filter((one) => one.body === body && one.status < 500)).toHaveLength(1);
  }, PATIENT);
}

function statuses(wanted: number): Answered[] {
  return answered.filter(({ status }) => status === wanted);
}

/** The newest value of the one series of a metric, once there is one. */
async function newest(metric: string, more: string): Promise<number | undefined> {
  return vi.waitFor(async () => {
    const { series } = await ward.call<{ series: { values: number[] }[] }>(
      'GET',
      `/api/v1/query?metric=${metric}${more}`,
    );
    expect(series).toHaveLength(1);
    const value = series[0]?.values.findLast((each) => each !== null);
    expect(value).toBeDefined();
    return value;
  }, PATIENT);
}

/** The configuration in a section of the page, with an address and a key that are there. */
function block(section: string, url: string, language = '\\w+'): string {
  const page = readFileSync(join(projectFolder, 'docs', 'senders.md'), 'utf8');
  const [, text = ''] = page.split(`## ${section}\n`);
  const [, found] =
    new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text.split('\n## ')[0] ?? '') ?? [];
  if (!found) throw new Error(`no lines for ${section} in docs/senders.md`);
  return found.replaceAll('https://ward.example:8642', url).replaceAll('KEY', key);
}

function scrapeConfig(job: string): string {
  return `global: { scrape_interval: 1s }
scrape_configs:
  - job_name: ${job}
    static_configs: [{ targets: ['${new URL(urlOf(exporter)).host}'] }]`;
}

async function listen(onRequest: Parameters<typeof createServer>[1] & object): Promise<Server> {
  const server = createServer(onRequest as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onFreePort } from '#scripts/servers/free-port.ts';
import { type Influxdb, startInfluxdb } from '#scripts/servers/influxdb.ts';
import { type Nats, startNats } from '#scripts/servers/nats.ts';
import { type ServerProcess, startServer } from '#scripts/servers/server-process.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { httpServer, never, readOnce, tcpServer, testOptions } from '../test-service.ts';
import { PrometheusConfig } from './config.ts';
import { prometheus } from './prometheus.ts';

describeWith('influxd', "InfluxDB's own figures", () => {
  let influxdb: Influxdb;
  beforeAll(async () => {
    influxdb = await startInfluxdb();
  });
  afterAll(() => influxdb?.stop());

  it('are ours', async () => {
    const { values, skipped } = await readOnce(prometheus, { port: Number(new URL(influxdb.url).port) });

    expect(values['go.goroutines']).toBeGreaterThan(1);
    expect(values['process.resident_memory_bytes']).toBeGreaterThan(1_000_000);
    expect(values['scrape.samples']).toBe(values['scrape.series']);
    expect(values['scrape.subjects_down']).toBe(0);
    expect(skipped).toEqual([]);
  });
});

describeWith('prometheus-node-exporter', "node_exporter's figures", () => {
  let server: ServerProcess;
  let port: number;
  beforeAll(async () => {
    const started = await onFreePort(
      (port) =>
        startServer({
          program: 'prometheus-node-exporter',
          args: [`--web.listen-address=127.0.0.1:${port}`],
          readyLine: (line) => (/Listening on|TLS is disabled/.test(line) ? 'ready' : undefined),
        }),
      /address already in use/,
    );
    ({ port, server } = started);
  });
  afterAll(() => server?.end('SIGTERM'));

  it('are ours, and say what it is', async () => {
    const { values, facts } = await readOnce(prometheus, { port });

    expect(values['node.memory_MemTotal_bytes']).toBeGreaterThan(1_000_000);
    expect(values['scrape.series']).toBeGreaterThan(300);
    expect(facts).toMatchObject([
      { data: { product: 'node_exporter', version: expect.stringMatching(/^\d/) } },
    ]);
  });

  it('have the same columns the second time, but for those that came or went', async () => {
    const probe = prometheus.create(PrometheusConfig.parse({ address: '127.0.0.1', port }), testOptions());
    const first = new Set((await probe.collect(never)).readings.map(({ column }) => column));

    const { readings } = await probe.collect(never);
    await probe.close();

    expect(readings.filter(({ column }) => !first.has(column)).length).toBeLessThan(20);
  });

  it('are explained', async () => {
    const explanation = await prometheus.explain?.(
      PrometheusConfig.parse({ address: '127.0.0.1', port, keep: ['node_load1'] }),
      testOptions(),
      never,
    );

    expect(explanation?.readings.map(({ metric }) => metric)).toEqual([
      'node.load1',
      'scrape.samples',
      'scrape.series',
      'scrape.body_bytes',
      'scrape.subjects_down',
    ]);
    expect(explanation?.recognised?.model).toMatch(/^node_exporter \d/);
  });
});

describeWith('nats-server', 'the monitoring of NATS', () => {
  let nats: Nats;
  beforeAll(async () => {
    nats = await startNats();
  });
  afterAll(() => nats?.stop());

  it('is JSON and not in this form, and that is what is said: it takes prometheus-nats-exporter', async () => {
    await expect(readOnce(prometheus, { port: nats.monitoringPort, path: '/varz' })).rejects.toMatchObject({
      state: 'wrong_answer',
      message: expect.stringMatching(/not an exporter.*application\/json/),
    });
    await expect(readOnce(prometheus, { port: nats.monitoringPort })).rejects.toMatchObject({
      state: 'unsupported',
    });
  });
});

describe('an exporter', () => {
  const good = 'a_b 1\n';

  it('is asked for OpenMetrics first, with its account, and may pack its answer', async () => {
    const seen: Record<string, unknown>[] = [];
    const server = await httpServer((request, response) => {
      seen.push(request.headers);
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain; version=0.0.4' });
      response.end(gzipSync(good));
    });

    const basic = await readOnce(prometheus, { port: server.port, user: 'u', password: 'p' });
    await readOnce(prometheus, { port: server.port, token: 't0' });
    await server.close();

    expect(basic.values).toMatchObject({ 'a.b': 1, 'scrape.body_bytes': good.length });
    expect(seen).toMatchObject([
      {
        authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
        accept: expect.stringMatching(/^application\/openmetrics-text/),
      },
      { authorization: 'Bearer t0' },
    ]);
  });

  it.each([
    ['wants an account', 401, 'wrong_secret', /wants a user and a password/],
    ['does not let in', 403, 'denied', /does not let this address/],
    ['is not there', 404, 'unsupported', /look at port and path/],
    ['is not well', 503, 'failed', /not well/],
    ['is somewhere else', 302, 'misconfigured', /sends on to/],
    ['speaks in riddles', 418, 'wrong_answer', /200 is expected/],
  ])('that %s is told so', async (_what, status, state, message) => {
    const server = await httpServer((_request, response) => response.writeHead(status).end());

    await expect(readOnce(prometheus, { port: server.port })).rejects.toMatchObject({
      state,
      message: expect.stringMatching(message),
    });
    await server.close();
  });

  it.each([
    ['a page', 'text/html', '<html>\n<body>login</body>\n</html>'],
    ['nothing', 'text/plain', ''],
  ])('that gives %s is another', async (_what, type, body) => {
    const server = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-type': type });
      response.end(body);
    });

    await expect(readOnce(prometheus, { port: server.port })).rejects.toMatchObject({
      state: 'wrong_answer',
    });
    await server.close();
  });

  it('that breaks off in the middle of OpenMetrics is not believed', async () => {
    const server = await httpServer((_request, response) => {
      response.writeHead(200, {
        'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8',
      });
      response.end(good);
    });

    await expect(readOnce(prometheus, { port: server.port })).rejects.toMatchObject({
      state: 'not_understood',
      message: expect.stringMatching(/# EOF/),
    });
    await server.close();
  });

  it('that never ends is read up to the limit, and that is named', async () => {
    let isGone = false;
    const server = await httpServer((_request, response) => {
      let line = 0;
      response.on('close', () => {
        isGone = true;
      });
      const more = () => {
        while (!response.destroyed && response.write(`a_b{i="${line++ % 10}"} ${line}\n`));
      };
      response.on('drain', more);
      more();
    });

    const { values, skipped } = await readOnce(prometheus, { port: server.port, max_body: '64KB' });

    expect(values['scrape.body_bytes']).toBe(65_536);
    expect(values['scrape.series']).toBe(10);
    expect(skipped).toContainEqual({ what: 'the end of the answer', why: expect.stringMatching(/max_body/) });
    await expect.poll(() => isGone, { timeout: 30_000 }).toBe(true);
    await server.close();
  });

  it('that takes the connection and says nothing is silent, one that dribbles too slow', async () => {
    const dumb = await tcpServer(() => {});
    const slow = await tcpServer((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\na_b 1\n'),
    );

    await expect(readOnce(prometheus, { port: dumb.port, timeout: '200ms' })).rejects.toMatchObject({
      state: 'silent',
    });
    await expect(readOnce(prometheus, { port: slow.port, timeout: '200ms' })).rejects.toMatchObject({
      state: 'too_slow',
    });
    await dumb.close();
    await slow.close();
  });

  it('is left as soon as nobody waits any more', async () => {
    const dumb = await tcpServer(() => {});
    const probe = prometheus.create(
      PrometheusConfig.parse({ address: '127.0.0.1', port: dumb.port, timeout: '30s' }),
      testOptions(),
    );
    const stop = new AbortController();

    const asked = probe.collect(stop.signal);
    setImmediate(() => stop.abort(new Error('nobody waits')));

    await expect(asked).rejects.toThrow('nobody waits');
    await dumb.close();
  });

  it('whose port is shut refuses', async () => {
    const { port, close } = await tcpServer(() => {});
    await close();

    await expect(readOnce(prometheus, { port })).rejects.toMatchObject({ state: 'refused' });
  });
});

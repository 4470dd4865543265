import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWard, type Ward } from '../scripts/servers/ward.ts';
import { figures } from './bench-ward.ts';
import { startChild } from './child.ts';
import { monotonicMs } from './monotonic.ts';
import { cpuSeconds } from './process-cost.ts';
import type { Benchmark, Row } from './row.ts';
import type { FromViewers, ToViewers } from './simulated-browsers.ts';

const ALERTS = 10_000;
const HOSTS = 20;
const BROWSERS = 50;
const METRIC = 'storm.value';
/** Until then a program has to have every alert. */
const PROGRAM_MS = 180_000;

/** Everything fires in one moment: what reaches people, and whether anything else has to wait for it. */
export const stormBenchmark: Benchmark = {
  about:
    'ten thousand alerts in a second: messages to browsers, to a phone and to a program, and how long the main thread stalls',
  async run({ scale, say }): Promise<Row[]> {
    const alerts = Math.max(500, Math.round(ALERTS * scale));
    const browsers = Math.max(2, Math.round(BROWSERS * Math.min(1, scale * 2)));
    const phone = await startReceiver((body) => saidIn((JSON.parse(body) as { text: string }).text));
    const program = await startReceiver((body) => (JSON.parse(body) as { events: unknown[] }).events.length);
    const ward = await startWard();
    try {
      const push = await pusher(ward, alerts);
      await layRule(ward);
      await nameChannels(ward, phone.url, program.url);
      await push(1);
      const viewers = startChild<ToViewers, FromViewers>(new URL('simulated-browsers.ts', import.meta.url));
      await viewers.ask({
        type: 'connect',
        url: ward.url,
        token: await ward.token(),
        browsers,
        metrics: [METRIC],
      });
      await sleep(3_000);
      await viewers.ask({ type: 'report' });

      say(`${alerts} alerts at once, ${browsers} browsers look on`);
      // The longest stall is counted since the last time that somebody asked for it.
      await stallMs(ward);
      const cpuBefore = cpuSeconds(ward.pid);
      // What was told before, such as of this collector itself, is no matter of the storm.
      phone.calls.length = 0;
      program.calls.length = 0;
      const beganMs = monotonicMs();
      await push(100);
      const firstCallMs = (await phone.first(beganMs + 60_000)) - beganMs;
      const recordedMs = await until(ward, alerts, beganMs);
      await sleep(5_000);
      const callsSoon = phone.calls.length;
      const wholeMs = (await program.all(alerts, beganMs + PROGRAM_MS)) - beganMs;
      const seen = await viewers.ask({ type: 'report' });
      const stall = await stallMs(ward);
      const cpu = cpuSeconds(ward.pid) - cpuBefore;
      say(`the phone says: ${(JSON.parse(phone.calls[0].body) as { text: string }).text}`);
      if (seen.type !== 'report') throw new Error(`expected a report, got ${seen.type}`);
      viewers.end();
      return [
        { case: `all ${alerts} alerts are on record`, figure: recordedMs, unit: 'ms' },
        { case: 'first call to the phone', figure: firstCallMs, unit: 'ms' },
        { case: 'calls to the phone within five seconds', figure: callsSoon, unit: 'calls' },
        { case: 'alerts that the first call speaks of', figure: phone.calls[0]?.events ?? 0, unit: 'alerts' },
        { case: 'a webhook has every alert', figure: wholeMs, unit: 'ms' },
        { case: 'calls to the webhook', figure: program.calls.length, unit: 'calls' },
        { case: 'bytes of its largest call', figure: program.largestBytes(), unit: 'bytes' },
        {
          case: 'messages about alerts, each browser',
          figure: seen.alertMessages / browsers,
          unit: 'messages',
        },
        { case: 'bytes of them, each browser', figure: seen.alertBytes / browsers, unit: 'bytes' },
        { case: 'longest stall of the main thread', figure: stall, unit: 'ms' },
        { case: 'CPU of the collector for all of it', figure: cpu, unit: 's' },
      ];
    } finally {
      await ward.stop();
      phone.close();
      program.close();
    }
  },
};

/** Pushes one value for every series in one request. */
async function pusher(ward: Ward, alerts: number): Promise<(value: number) => Promise<void>> {
  const { key } = await ward.call<{ key: string }>('POST', '/api/v1/keys', {
    organisation: 'default',
    name: 'storm',
  });
  return async (value) => {
    const lines = Array.from({ length: alerts }, (_, index) => {
      return `storm,host=storm-${index % HOSTS},n=${Math.floor(index / HOSTS)} value=${value}`;
    });
    const response = await fetch(`${ward.url}/write`, {
      method: 'POST',
      headers: { authorization: `Token ${key}` },
      body: lines.join('\n'),
    });
    if (!response.ok) throw new Error(`/write answered ${response.status}: ${await response.text()}`);
  };
}

async function layRule(ward: Ward): Promise<void> {
  await ward.call('PUT', '/api/v1/rules/bench-storm', {
    id: 'bench-storm',
    name: { 'zh-CN': '风暴', en: 'storm' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: METRIC },
    condition: { kind: 'above', threshold: 50 },
    severity: 'critical',
  });
}

/** A phone by a gateway of short messages, and a program that wants every event. */
async function nameChannels(ward: Ward, phoneUrl: string, programUrl: string): Promise<void> {
  const body = '{"phone":"{phone}","text":"{text}"}';
  await ward.call('PUT', '/api/v1/channels/phone', {
    kind: 'sms',
    isDefault: true,
    callsPerMinute: 20,
    config: { url: phoneUrl, body, phones: ['13800000000'] },
  });
  await ward.call('PUT', '/api/v1/channels/program', {
    kind: 'webhook',
    isDefault: true,
    config: { url: programUrl, secret: 'a-secret-of-sixteen' },
  });
}

async function stallMs(ward: Ward): Promise<number> {
  const [seconds] = await figures(ward, ['nodejs_eventloop_lag_max_seconds']);
  return seconds * 1_000;
}

/** When every alert is in the ledger. */
async function until(ward: Ward, alerts: number, beganMs: number): Promise<number> {
  for (;;) {
    const [planned] = await figures(ward, ['ward_telling_events_planned_total']);
    if (planned >= alerts) return monotonicMs() - beganMs;
    if (monotonicMs() - beganMs > 120_000)
      throw new Error(`only ${planned} of ${alerts} were planned in two minutes`);
    await sleep(250);
  }
}

/** How many alerts a short message speaks of. */
function saidIn(text: string): number {
  return Number(/(\d+) 条告警/.exec(text)?.[1] ?? 1);
}

/** A server that takes all, and counts the events of each request by its body. */
async function startReceiver(eventsIn: (body: string) => number) {
  const calls: { atMs: number; events: number; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    calls.push({ atMs: monotonicMs(), events: eventsIn(body), body });
    response.end('thanks');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const soFar = () => calls.reduce((sum, { events }) => sum + events, 0);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    largestBytes: () => Math.max(0, ...calls.map(({ body }) => Buffer.byteLength(body))),
    async first(byMs: number): Promise<number> {
      while (calls.length === 0) {
        if (monotonicMs() > byMs) throw new Error('nobody was called within a minute');
        await sleep(20);
      }
      return calls[0].atMs;
    },
    async all(events: number, byMs: number): Promise<number> {
      while (soFar() < events) {
        if (monotonicMs() > byMs) throw new Error(`only ${soFar()} of ${events} alerts came`);
        await sleep(50);
      }
      return calls[calls.length - 1].atMs;
    },
    close: () => server.close(),
  };
}

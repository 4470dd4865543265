import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EVIDENCE, Evidence } from '#protocol/evidence.ts';
import { decodeFrameBody, decodeRecordBody, ITEM } from '#protocol/frame.ts';
import type { Schema } from '#protocol/schema.ts';
import { describeWith } from '../../scripts/servers/unavailable.ts';
import type { NewItem } from '../outbox/outbox.ts';
import { makeCertificate } from '../uplink/test-certificate.ts';
import { SyslogConfig } from './config.ts';
import { type Syslog, startSyslog } from './syslog.ts';
import { createSyslogDesk } from './syslog-desk.ts';

const run = promisify(execFile);
const PATTERNS = [
  { name: 'link_down', match: 'line is down', severity: 'critical' },
  { name: 'power', match: '电源故障' },
];

let items: NewItem[];
let targets: Record<string, string>;
let remembered: Map<string, unknown>;
let nowMs: number;
let syslog: Syslog | undefined;

beforeEach(() => {
  items = [];
  targets = { '127.0.0.1': 't1', '10.0.0.9': 't2' };
  remembered = new Map();
  nowMs = 1_700_000_000_000;
});
afterEach(() => {
  syslog?.stop();
  syslog = undefined;
});

const common = () => ({
  memory: {
    get: (key: string) => remembered.get(key),
    set: (key: string, value: unknown) => void remembered.set(key, value),
  },
  targetAt: (ip: string) => (targets[ip] === undefined ? undefined : { id: targets[ip] }),
  isTarget: (id: string) => Object.values(targets).includes(id),
  keep: (more: readonly NewItem[]) => void items.push(...more),
  announce: () => true,
});

function listen(settings: object, pem?: { cert: string; key: string; ca: string | undefined }): void {
  syslog = startSyslog({
    ...common(),
    config: SyslogConfig.parse({ patterns: PATTERNS, ...settings }),
    pem,
    ownTarget: () => 'own',
    log: { info() {}, warn() {}, error() {} },
    wallMs: Date.now,
    monotonicMs: () => performance.now(),
    retryMs: 20,
  });
}

const portOf = async (way: 'udp' | 'tcp' | 'tls') =>
  vi.waitFor(
    () => {
      const port = syslog?.address(way)?.port;
      expect(port).toBeDefined();
      return port as number;
    },
    { timeout: 30_000, interval: 5 },
  );

const until = (isTrue: () => boolean) =>
  vi.waitFor(() => expect(isTrue()).toBe(true), { timeout: 20_000, interval: 10 });

describe('messages by UDP', () => {
  async function send(...messages: (string | Buffer)[]): Promise<void> {
    const port = await portOf('udp');
    const socket = createSocket('udp4');
    for (const message of messages)
      await new Promise((resolve) => socket.send(message, port, '127.0.0.1', resolve));
    socket.close();
  }

  test('are counted for the target from which they come, and what matches is evidence', async () => {
    listen({ udp: '127.0.0.1:0' });
    await send(
      '<188>Oct 20 10:20:30 sw-1 IFNET: The line is down',
      '<190>Oct 20 10:20:31 sw-1 nothing',
      Buffer.concat([Buffer.from('<187>'), Buffer.from('b5e7d4b4b9cad5cf', 'hex')]),
    );
    await until(() => frames('t1').at(-1)?.err === 1 && evidence().length === 2);

    expect(frames('t1')[0]).toEqual({
      warning: 0,
      info: 0,
      err: 0,
      'link_down critical': 0,
      'power warning': 0,
    });
    expect(frames('t1').at(-1)).toEqual({
      warning: 1,
      info: 1,
      err: 1,
      'link_down critical': 1,
      'power warning': 1,
    });
    expect(evidence()[0]).toMatchObject({
      target: 't1',
      metric: 'syslog.matches',
      labels: { pattern: 'link_down', severity: 'critical' },
      title: 'syslog 127.0.0.1',
      lines: ['Oct 20 10:20:30 sw-1 IFNET: The line is down'],
    });
  });

  test('that a relay passes on belong to the target that they name', async () => {
    listen({ udp: '127.0.0.1:0' });
    await send('<188>1 2030-01-01T00:00:00Z 10.0.0.9 app - - - The line is down');
    await until(() => evidence().length === 1);

    expect(evidence()[0]).toMatchObject({ target: 't2', title: 'syslog 10.0.0.9' });
  });

  test('of strangers are counted and nothing else', async () => {
    targets = {};
    listen({ udp: '127.0.0.1:0' });
    await send('<188>The line is down');
    await until(() => syslog?.figures().strangers === 1);

    expect(items).toEqual([]);
  });

  test('may come as a flood: what is too much is counted, and all else goes on', async () => {
    listen({ udp: '127.0.0.1:0' });
    const port = await portOf('udp');
    const before = process.memoryUsage().rss;
    const beganMs = performance.now();
    const code = `const socket = require('node:dgram').createSocket('udp4'); const message = Buffer.from('<188>The line is down '.padEnd(300));
      let left = 100000; const more = () => { if (left <= 0) return socket.close();
        for (let i = 0; i < 200 && left > 0; i++, left--) socket.send(message, ${port}, '127.0.0.1'); setImmediate(more); }; more();`;
    const flood = run(process.execPath, ['-e', code]);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 20);
    await flood;
    clearInterval(timer);
    await until(() => (frames('t1').at(-1)?.warning ?? 0) > 0);

    const { received, excess } = syslog?.figures() ?? { received: 0, excess: 0 };
    const seconds = (performance.now() - beganMs) / 1_000;
    expect(excess).toBeGreaterThan(0);
    expect(received - excess).toBeLessThan(2_000 * (seconds + 2));
    expect(ticks).toBeGreaterThan(0);
    expect(evidence().flatMap(({ lines }) => lines).length).toBeLessThanOrEqual(20);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2);
  });
});

describe('messages by TCP', () => {
  test('come in pieces, some with their length and some as lines', async () => {
    listen({ tcp: '127.0.0.1:0' });
    const port = await portOf('tcp');
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    for (const piece of ['<188>one: The li', 'ne is down\n2', '1 <188>two\nline is down', '<188>three']) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    socket.end();
    const kept = () => evidence().flatMap(({ lines }) => lines);
    await until(() => syslog?.figures().received === 3 && kept().length === 2);

    expect(kept()).toEqual(['one: The line is down', 'two\nline is down']);
  });

  test('are taken over no more connections than one source needs', async () => {
    listen({ tcp: '127.0.0.1:0' });
    const port = await portOf('tcp');
    const sockets = Array.from({ length: 60 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    await until(() => syslog?.figures().refused === 10);

    for (const socket of sockets) socket.destroy();
  });

  test('a port that somebody has is said with what helps, and taken when it is free', async () => {
    const other = (await import('node:net')).createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    listen({ tcp: `127.0.0.1:${port}` });
    await until(() => reports().length === 1);
    expect(reports()[0]).toMatchObject({
      ok: false,
      error: expect.stringContaining('another program, such as rsyslogd, has it'),
    });

    other.close();
    await portOf('tcp');
    expect(reports().at(-1)).toMatchObject({ ok: true });
  });
});

describeWith('openssl', 'messages by TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ward-syslog-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('are taken from those whom the authority has signed, and from nobody else', async () => {
    const { cert, key } = makeCertificate(folder, 'agent');
    const device = makeCertificate(folder, 'device', 'agent');
    listen({ tls: { listen: '127.0.0.1:0', cert: 'x', key: 'y', ca: 'z' } }, { cert, key, ca: cert });
    const port = await portOf('tls');
    const stranger = connectTls({ port, host: '127.0.0.1', ca: cert, servername: 'agent' }).on(
      'error',
      () => {},
    );
    await until(() => syslog?.figures().refused === 1);
    stranger.destroy();
    const socket = connectTls({ port, host: '127.0.0.1', ca: cert, servername: 'agent', ...device });
    socket.end('18 <188>line is down!');
    await until(() => evidence().length === 1);

    expect(syslog?.figures()).toMatchObject({ received: 1, refused: 1 });
  });
});

describeWith('logger', 'messages of util-linux', () => {
  test.each([
    ['udp', ['--udp', '--rfc3164']],
    ['udp', ['--udp', '--rfc5424']],
    ['tcp', ['--tcp', '--rfc5424']],
    ['tcp', ['--tcp', '--octet-count']],
  ] as const)('by %s with %j', async (way, args) => {
    listen({ [way]: '127.0.0.1:0' });
    const port = String(await portOf(way));
    await run('logger', [
      '-n',
      '127.0.0.1',
      '-P',
      port,
      ...args,
      '-p',
      'daemon.err',
      '-t',
      'ward',
      'the line is down',
    ]);
    await until(() => evidence().length === 1);

    expect(frames('t1').at(-1)).toMatchObject({ err: 1, 'link_down critical': 1 });
  });
});

describe('counts', () => {
  const open = () =>
    createSyslogDesk({
      ...common(),
      patterns: SyslogConfig.parse({ udp: '127.0.0.1:0', patterns: PATTERNS }).patterns,
      linesPerMinute: 10,
      wallMs: () => nowMs,
    });
  const down = () => Buffer.from('<188>line is down');

  test('are told at once, then every ten seconds while they change, and every five minutes', () => {
    const desk = open();
    const tick = (ms: number, messages = 0) => {
      for (let count = 0; count < messages; count++) desk.take(down(), '127.0.0.1');
      nowMs += ms;
      desk.tick();
      return frames('t1').at(-1)?.warning;
    };

    expect(tick(250, 1)).toBe(1);
    expect(tick(250, 1)).toBe(1);
    expect(tick(10_000)).toBe(2);
    const before = items.length;
    tick(60_000);
    expect(items).toHaveLength(before);
    tick(300_000);
    expect(items.length).toBeGreaterThan(before);
  });

  test('go on after a restart, and are forgotten with their target', () => {
    const desk = open();
    desk.take(down(), '127.0.0.1');
    desk.tick();
    const again = open();
    again.take(down(), '127.0.0.1');
    nowMs += 1_000;
    again.tick();
    expect(frames('t1').at(-1)).toEqual({ warning: 2, 'link_down critical': 2 });

    targets = {};
    again.tick();
    nowMs += 700_000;
    again.tick();
    nowMs += 700_000;
    again.tick();
    expect(remembered.get('counts')).toEqual({});
  });

  test('what waits is bounded', () => {
    const desk = open();
    for (let count = 0; count < 20_010; count++) desk.take(down(), '127.0.0.1');

    expect(desk.figures().excess).toBe(10);
  });
});

function records() {
  return items
    .filter(({ kind }) => kind === ITEM.record)
    .map(({ body }) => JSON.parse(decodeRecordBody(body).json));
}

function evidence(): (Evidence & { target: string })[] {
  return records()
    .filter(({ kind }) => kind === EVIDENCE)
    .map(({ target, data }) => ({ target, ...Evidence.parse(data) }));
}

function reports() {
  return records()
    .filter(({ kind }) => kind === 'agent_report')
    .map(({ data }) => data);
}

/** The frames of a target in words: severity, or pattern and severity, and their counts. */
function frames(target: string): Record<string, number>[] {
  let schema: Schema | undefined;
  return items.flatMap(({ kind, body }) => {
    if (kind === ITEM.schema) schema = JSON.parse(Buffer.from(body).toString());
    if (kind !== ITEM.frame || schema?.target !== target) return [];
    const { values } = decodeFrameBody(body);
    const told = schema.columns.flatMap(({ metric, labels }, at) =>
      metric.startsWith('syslog.')
        ? [[[labels.pattern, labels.severity].filter(Boolean).join(' '), values[at]]]
        : [],
    );
    return [Object.fromEntries(told)];
  });
}

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Measurements, Memory, ProbeType } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import { decodeFrameBody, decodeRecordBody, ITEM } from '#protocol/frame.ts';
import { PROBE_STATES } from '#protocol/probe-state.ts';
import type { Schema } from '#protocol/schema.ts';
import type { AssignedTarget } from '#protocol/session.ts';
import type { NewItem } from '../outbox/outbox.ts';
import { identityOfBytes } from '../outbox/schema-shelf.ts';
import { outwardProbe, testColumn } from '../test-probes.ts';
import { createBounds } from './bounds.ts';
import { createPolling, type Polling } from './polling.ts';
import { createResolver } from './resolver.ts';
import { createFingerprint } from './secrets.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const LOAD = testColumn('device.load');

let asked: { address: string; atMs: number }[];
let closed: number;
/** What a device does when it is asked; 1 by default. */
let devices: Record<string, (signal: AbortSignal) => number | Promise<number>>;
let kept: { items: readonly NewItem[]; atMs: number }[];
let logged: string[];
let polling: Polling;
let locks: Map<string, unknown>;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  asked = [];
  closed = 0;
  devices = {};
  kept = [];
  logged = [];
  locks = new Map();
  polling = makePolling();
});

afterEach(() => {
  polling.stop();
  vi.useRealTimers();
});

describe('targets', () => {
  test('are spread over the interval and keep their distance', async () => {
    polling.use([], targets(600));
    await pass(MINUTE);
    asked = [];

    await pass(MINUTE);

    expect(asked).toHaveLength(600);
    expect(new Set(asked.map(({ address }) => address)).size).toBe(600);
    const perSecond = Array.from({ length: 60 }, (_, second) => countWithin(second));
    expect(Math.max(...perSecond)).toBeLessThan(30);

    function countWithin(second: number): number {
      const fromMs = MINUTE + second * SECOND;
      return asked.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + SECOND).length;
    }
  });

  test('that are new are asked soon, and never all at once', async () => {
    polling.use([], targets(100));

    await pass(500);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.length).toBeLessThan(40);
    await pass(2 * SECOND);
    expect(asked).toHaveLength(100);
  });

  test('that come, go or change leave the others alone', async () => {
    polling.use([], targets(50));
    await pass(MINUTE);
    const before = timesOf('10.0.0.1');

    polling.use([], [...targets(50).slice(0, 48), { ...target(49), name: 'renamed' }, target(60)]);
    await pass(2 * MINUTE);

    expect(closed).toBe(2);
    const times = timesOf('10.0.0.1');
    expect(new Set(times.slice(before.length).map((atMs) => atMs % MINUTE))).toEqual(
      new Set([times.at(-1)! % MINUTE]),
    );
    expect(asked.filter(({ address }) => address === '10.0.0.60').length).toBeGreaterThan(1);
    expect(timesOf('10.0.0.50').every((atMs) => atMs <= MINUTE)).toBe(true);
  });

  test('that hang or fail delay nobody else', async () => {
    for (const { address } of targets(150)) devices[address] = untilAborted;
    for (const { address } of targets(300).slice(150)) devices[address] = () => fail('silent');
    polling.use([], targets(310));

    await pass(8 * MINUTE);

    for (const { address } of targets(310).slice(300)) expect(timesOf(address).length).toBeGreaterThan(7);
    const { targets: count, paused } = polling.figures();
    expect(count).toBe(310);
    expect(paused).toBeGreaterThan(250);
  });

  test('arrive in few portions', async () => {
    polling.use([], targets(1_000));
    await pass(MINUTE);
    kept = [];

    await pass(MINUTE);

    expect(kept.flatMap(({ items }) => items)).toHaveLength(1_000);
    expect(kept.length).toBeLessThan(245);
  });
});

describe('one target', () => {
  test('that does not answer in time is silent, and told to stop', async () => {
    devices['10.0.0.1'] = untilAborted;
    polling.use([], targets(1));

    await pass(49 * SECOND);

    expect(polling.figures().underWay).toBe(0);
    expect(frames()).toMatchObject([{ success: 0, state: 'silent' }]);
    expect(reports()).toMatchObject([
      { key: 'snmp', data: { ok: false, error: 'gave no answer within 48 s' } },
    ]);
  });

  test('is asked less and less often while it is silent, and tells its state all the same', async () => {
    devices['10.0.0.1'] = () => fail('silent');
    polling.use([], targets(1));

    await pass(30 * MINUTE);

    expect(asked.length).toBeLessThan(10);
    expect(frames().length).toBeGreaterThanOrEqual(29);
    expect(frames().every(({ success, state }) => success === 0 && state === 'silent')).toBe(true);
    expect(reports()).toHaveLength(1);
    expect(polling.figures().paused).toBe(1);

    delete devices['10.0.0.1'];
    await pass(6 * MINUTE);
    expect(frames().at(-1)).toMatchObject({ success: 1, state: 'ok', load: 1 });
    expect(polling.figures().paused).toBe(0);
  });

  test('is asked on while it is silent, where that is what is measured', async () => {
    const asks = outwardProbe('snmp', ({ address }) => {
      asked.push({ address, atMs: Date.now() });
      return fail('silent');
    });
    polling.stop();
    polling = makePolling([{ ...asks, asksOn: true }]);
    polling.use([], targets(1));

    await pass(30 * MINUTE);

    expect(asked.length).toBeGreaterThanOrEqual(29);
    expect(polling.figures().paused).toBe(0);
  });

  test('is asked at once when it speaks by itself, at most once in ten seconds', async () => {
    devices['10.0.0.1'] = () => fail('silent');
    polling.use([], targets(1));
    await pass(20 * MINUTE);
    delete devices['10.0.0.1'];
    const before = asked.length;

    for (let round = 0; round < 5; round++) polling.nudge('t1');
    await pass(SECOND);

    expect(asked).toHaveLength(before + 1);
    expect(frames().at(-1)).toMatchObject({ state: 'ok' });
    polling.nudge('t2');
  });

  test('whose secret is wrong is not tried again for ten minutes, not even after a restart', async () => {
    devices['10.0.0.1'] = () => fail('wrong_secret');
    polling.use([], targets(1));
    await pass(5 * MINUTE);
    expect(asked).toHaveLength(1);

    polling.stop();
    polling = makePolling();
    polling.use([], targets(1));
    polling.nudge('t1');
    await pass(4 * MINUTE);

    expect(asked).toHaveLength(1);
    expect(frames().at(-1)).toMatchObject({ success: 0, state: 'wrong_secret' });

    polling.use(
      [],
      [{ ...target(1), polls: [{ probe: 'snmp', everyMs: MINUTE, settings: { secret: 'new' } }] }],
    );
    await pass(SECOND);
    expect(asked).toHaveLength(2);
  });

  test('whose probe never comes back gets another one', async () => {
    devices['10.0.0.1'] = () => new Promise<number>(() => {});
    polling.use([], targets(1));
    await pass(150 * SECOND);
    expect(frames().length).toBeGreaterThanOrEqual(2);
    delete devices['10.0.0.1'];

    await pass(6 * MINUTE);

    expect(closed).toBe(1);
    expect(logged.filter((line) => line.includes('given up'))).toHaveLength(1);
    expect(frames().at(-1)).toMatchObject({ state: 'ok' });
  });

  test('says what it read before it failed, and no secret', async () => {
    devices['10.0.0.1'] = () => {
      const measurements = { readings: [{ column: LOAD, value: 7 }] };
      throw new ProbeError('too_slow', 'snmp with s3cret: 3 of 5 tables', { measurements });
    };
    const polls = [{ probe: 'snmp', everyMs: MINUTE, settings: { secret: 's3cret' } }];
    polling.use([], [{ ...target(1), polls }]);

    await pass(SECOND);

    expect(frames()).toMatchObject([{ load: 7, success: 0, state: 'too_slow' }]);
    expect(reports()[0]?.data.error).toBe('snmp with ***: 3 of 5 tables');
    expect(logged.join()).not.toContain('s3cret');
  });

  test('is found by its address, and by the address of its name', async () => {
    polling.use([], [target(1), { ...target(2), address: 'core.example' }]);
    await pass(SECOND);

    expect(polling.targetAt('10.0.0.1')).toEqual({ id: 't1', title: 'name 1 (10.0.0.1)' });
    expect(polling.targetAt('10.9.9.9')).toEqual({ id: 't2', title: 'name 2 (core.example)' });
    expect(polling.targetAt('10.0.0.2')).toBeUndefined();
    expect(asked.map(({ address }) => address)).toContain('10.9.9.9');
  });

  test('keeps what a probe remembers under its name, whatever address the name leads to', async () => {
    const remembered = new Map<string, unknown>();
    const memory: Memory = {
      get: (key) => remembered.get(key),
      set: (key, value) => remembered.set(key, value),
    };
    const type: ProbeType = {
      ...outwardProbe('snmp', () => ({ readings: [] })),
      create: (config, options) => ({
        async collect(): Promise<Measurements> {
          const { address } = config as { address: string };
          options.remember?.('host_keys').set(`${address}:22`, 'key');
          expect(options.remember?.('host_keys').get(`${address}:22`)).toBe('key');
          return { readings: [] };
        },
        async close() {},
      }),
    };
    polling.stop();
    polling = makePolling([type], () => memory);
    polling.use([], [{ ...target(2), address: 'core.example' }]);

    await pass(SECOND);

    expect([...remembered.keys()]).toEqual(['core.example:22']);
  });
});

function fail(state: 'silent' | 'wrong_secret'): never {
  throw new ProbeError(state, `is ${state}`);
}

/** A device that says nothing, and a probe that stops when it is told to. */
function untilAborted(signal: AbortSignal): Promise<number> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
}

function makePolling(types?: readonly ProbeType[], remember?: (name: string) => Memory): Polling {
  const snmp = outwardProbe(
    'snmp',
    async ({ address }, signal) => {
      asked.push({ address, atMs: Date.now() });
      const value = await (devices[address] ?? (() => 1))(signal);
      return { readings: [{ column: LOAD, value }] };
    },
    { timeoutMs: 10 * MINUTE, onClose: () => closed++ },
  );
  const log = (text: string, data?: object): unknown => logged.push(`${text} ${JSON.stringify(data)}`);
  const announced = new Set<string>();
  const addresses = createBounds(['10.0.0.0/8']);
  const resolver = createResolver({
    bounds: addresses,
    monotonicMs: Date.now,
    lookup: async () => ['10.9.9.9'],
  });
  return createPolling({
    types: types ?? [snmp],
    bounds: { probes: ['snmp'], addresses, publicAddresses: addresses },
    pollIntervalMs: MINUTE,
    resolverOf: () => resolver,
    open: () => '{}',
    fingerprint: createFingerprint('k'),
    probeOptions: { procPath: '', sysPath: '', now: Date.now, remember },
    locks: { get: (key) => locks.get(key), set: (key, value) => locks.set(key, value) },
    keep: (items) => kept.push({ items, atMs: Date.now() }),
    announce: (id) => !announced.has(id) && announced.add(id) !== undefined,
    log: { info: log, warn: log, error: log },
    wallMs: Date.now,
    monotonicMs: Date.now,
  });
}

function targets(count: number): AssignedTarget[] {
  return Array.from({ length: count }, (_, index) => target(index + 1));
}

function target(number: number): AssignedTarget {
  return {
    id: `t${number}`,
    name: `name ${number}`,
    address: `10.0.${number >> 8}.${number & 255}`,
    polls: [{ probe: 'snmp', everyMs: MINUTE, settings: {} }],
  };
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

function timesOf(address: string): number[] {
  return asked.filter((each) => each.address === address).map(({ atMs }) => atMs);
}

/** The frames of all targets in words. */
function frames() {
  const items = kept.flatMap((portion) => portion.items);
  const schemas = new Map<string, Schema>();
  for (const { kind, body } of items) {
    if (kind !== ITEM.schema) continue;
    schemas.set(identityOfBytes(body), JSON.parse(Buffer.from(body).toString()));
  }
  return items
    .filter(({ kind }) => kind === ITEM.frame)
    .map(({ body }) => {
      const { schemaId, values } = decodeFrameBody(body);
      const columns = schemas.get(schemaId)?.columns.map(({ metric }) => metric) ?? [];
      const read = (metric: string) => values[columns.indexOf(metric)];
      return {
        load: read('device.load'),
        success: read('probe.success'),
        state: PROBE_STATES[read('probe.state') ?? -1],
      };
    });
}

function reports() {
  const records = kept.flatMap(({ items }) => items).filter(({ kind }) => kind === ITEM.record);
  return records.map(({ body }) => JSON.parse(decodeRecordBody(body).json));
}

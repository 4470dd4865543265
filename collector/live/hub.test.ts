import { describe, expect, it } from 'vitest';
import { LatestWriter, makeLatest } from '#collector/series/latest.ts';
import { readValues, type ToBrowser } from '#protocol/live.ts';
import type { Schema } from '#protocol/schema.ts';
import { DEFAULT_HUB_LIMITS, LiveHub } from './hub.ts';
import type { LiveConnection, Viewer } from './viewer.ts';

describe('the live hub', () => {
  it('answers a subscription with every matching series and its newest value', () => {
    const hub = new LiveHub();
    announce(hub, 0, schemaOf('t1'), 1_000, [10, 20]);
    announce(hub, 1, schemaOf('t2'));
    const browser = join(hub);

    hub.subscribe(browser, 7, { metrics: ['cpu.usage_active'] });

    const snapshot = browser.texts.at(-1);
    expect(snapshot).toMatchObject({ type: 'snapshot', subscription: 7, truncatedAt: null });
    expect(seriesOf(snapshot)).toEqual([
      ['t1', 'cpu.usage_active', 1_000, 10],
      ['t2', 'cpu.usage_active', null, null],
    ]);
  });

  it('sends only what was touched, under the number that the snapshot gave', () => {
    const hub = new LiveHub();
    const first = announce(hub, 0, schemaOf('t1'));
    announce(hub, 1, schemaOf('t2'));
    const browser = join(hub);
    hub.subscribe(browser, 7, { metrics: ['mem.used_percent', 'cpu.usage_active'] });
    const numbers = numbersOf(browser.texts.at(-1));

    first.write(2_000, [55, Number.NaN]);
    hub.sendValues([0]);

    const { subscription, timesMs, values, numbers: sent } = readValues(browser.bytes[0]);
    expect(subscription).toBe(7);
    expect([...timesMs]).toEqual([2_000, 2_000]);
    expect([...values]).toEqual([55, Number.NaN]);
    expect([...sent]).toEqual([numbers['t1 cpu.usage_active'], numbers['t1 mem.used_percent']]);
  });

  it('shows nobody the targets of somebody else', () => {
    const hub = new LiveHub();
    const secret = announce(hub, 0, schemaOf('secret'));
    const browser = join(hub, { scope: 'few', seesTarget: (target) => target !== 'secret' });
    hub.subscribe(browser, 1, { metrics: ['cpu.usage_active'] });

    secret.write(1_000, [1, 2]);
    hub.sendValues([0]);
    announce(hub, 1, { ...schemaOf('secret'), probe: 'other' });

    expect(seriesOf(browser.texts.at(-1))).toEqual([]);
    expect(browser.bytes).toEqual([]);
  });

  it('adds series that appear later, and keeps the number of a series that moves to a new schema', () => {
    const hub = new LiveHub();
    announce(hub, 0, schemaOf('t1'), 1_000, [1, 2]);
    const browser = join(hub);
    hub.subscribe(browser, 1, { metrics: ['cpu.usage_active'] });
    const before = numbersOf(browser.texts.at(-1))['t1 cpu.usage_active'];

    announce(hub, 1, { ...schemaOf('t1'), intervalMs: 5_000 }, 9_000, [3, 4]);

    expect(browser.texts.at(-1)).toMatchObject({
      type: 'series',
      subscription: 1,
      series: [{ number: before, timeMs: 9_000, value: 3 }],
    });
  });

  it('knows the newest value of a series, whichever of its schemas brought it, and nothing before the first', () => {
    const hub = new LiveHub();
    announce(hub, 0, schemaOf('t1'), 9_000, [3, 4]);
    announce(hub, 1, { ...schemaOf('t1'), intervalMs: 5_000 }, 1_000, [1, 2]);
    announce(hub, 2, schemaOf('t2'));
    announce(hub, 3, schemaOf('t3'), 1_000, [Number.NaN, 2]);
    announce(hub, 4, schemaOf('t4'), 1_000, [7, 2]);

    const newest = hub.newest('cpu.usage_active', new Set(['t1', 't2', 't3']));

    expect(newest).toEqual([{ target: 't1', labels: expect.anything(), timeMs: 9_000, value: 3 }]);
  });

  it('leaves out series whose labels are not the wanted ones, and keeps such selections apart', () => {
    const hub = new LiveHub();
    const cores = ['cpu-total', 'cpu0', 'cpu1'].map((cpu) => ({
      metric: 'cpu.usage_active',
      labels: { cpu },
      kind: 'gauge' as const,
      unit: '%',
    }));
    const writer = announce(hub, 0, { ...schemaOf('t1'), columns: cores });
    const whole = join(hub);
    const total = join(hub);
    hub.subscribe(whole, 1, { metrics: ['cpu.usage_active'] });
    hub.subscribe(total, 1, { metrics: ['cpu.usage_active'], labels: { cpu: 'cpu-total' } });

    writer.write(1_000, [10, 20, 30]);
    hub.sendValues([0]);

    expect(seriesOf(whole.texts.at(-1))).toHaveLength(3);
    expect(seriesOf(total.texts.at(-1))).toHaveLength(1);
    expect([...readValues(total.bytes[0]).values]).toEqual([10]);
    expect([...readValues(whole.bytes[0]).values]).toEqual([10, 20, 30]);
  });

  it('says where it cut a subscription that is too large', () => {
    const hub = new LiveHub({ ...DEFAULT_HUB_LIMITS, series: 3 });
    for (let index = 0; index < 5; index++) announce(hub, index, schemaOf(`t${index}`));
    const browser = join(hub);

    hub.subscribe(browser, 1, { metrics: ['cpu.usage_active'] });

    expect(seriesOf(browser.texts.at(-1))).toHaveLength(3);
    expect(browser.texts.at(-1)).toMatchObject({ truncatedAt: 3 });
  });

  it('skips values for a browser that lags, and gives it a fresh snapshot when it has drained', () => {
    const hub = new LiveHub({ ...DEFAULT_HUB_LIMITS, lagBytes: 100 });
    const row = announce(hub, 0, schemaOf('t1'));
    const slow = join(hub);
    const quick = join(hub);
    for (const browser of [slow, quick]) hub.subscribe(browser, 1, { metrics: ['cpu.usage_active'] });

    slow.waiting = 101;
    row.write(1_000, [1, 2]);
    hub.sendValues([0]);
    slow.waiting = 0;
    row.write(2_000, [3, 4]);
    hub.sendValues([0]);

    expect(quick.bytes).toHaveLength(2);
    expect(slow.bytes).toHaveLength(1);
    expect(slow.texts.at(-1)).toMatchObject({ type: 'snapshot', series: [{ timeMs: 2_000, value: 3 }] });
  });

  it('drops a browser that does not even take text', () => {
    const hub = new LiveHub({ ...DEFAULT_HUB_LIMITS, dropBytes: 100 });
    const stuck = join(hub);

    stuck.waiting = 101;
    hub.sendPulse({ type: 'pulse', nowMs: 1, judgingBehindMs: 0, storeBehindMs: 0, storeError: null });

    expect(stuck.closed).toBe(4008);
    expect(hub.stats().dropped).toBe(1);
  });

  it('tells who comes how the collector was when it last said so', () => {
    const hub = new LiveHub();
    const pulse = {
      type: 'pulse',
      nowMs: 1,
      judgingBehindMs: 0,
      storeBehindMs: 0,
      storeError: null,
    } as const;
    hub.sendPulse(pulse);

    expect(join(hub).texts).toContainEqual(pulse);
  });

  it('forgets a browser that left', () => {
    const hub = new LiveHub();
    const row = announce(hub, 0, schemaOf('t1'));
    const browser = join(hub);
    hub.subscribe(browser, 1, { metrics: ['cpu.usage_active'] });

    hub.leave(browser);
    row.write(1_000, [1, 2]);
    hub.sendValues([0]);

    expect(browser.bytes).toEqual([]);
    expect(hub.stats()).toMatchObject({ connections: 0, subscriptions: 0 });
  });
});

interface TestBrowser extends LiveConnection {
  texts: ToBrowser[];
  bytes: ArrayBuffer[];
  waiting: number;
  closed: number | undefined;
}

function join(hub: LiveHub, viewer: Partial<Viewer> = {}): TestBrowser {
  const browser: TestBrowser = {
    viewer: { person: 'p', scope: 'all', seesTarget: () => true, seesOrganisation: () => true, ...viewer },
    texts: [],
    bytes: [],
    waiting: 0,
    closed: undefined,
    sendText: (text) => browser.texts.push(JSON.parse(text)),
    sendEncoded: (bytes) => browser.texts.push(JSON.parse(Buffer.from(bytes).toString())),
    sendBytes: (bytes) => browser.bytes.push(bytes.slice().buffer),
    waitingBytes: () => browser.waiting,
    close: (code) => {
      browser.closed = code;
    },
  };
  const none = '{"type":"alerts","alerts":[],"truncatedAt":null}';
  hub.join(browser, { bytes: Buffer.from(none), moment: hub.moment });
  return browser;
}

function schemaOf(target: string): Schema {
  return {
    probe: 'test',
    target,
    intervalMs: 10_000,
    columns: [
      { metric: 'cpu.usage_active', labels: {}, kind: 'gauge', unit: '%' },
      { metric: 'mem.used_percent', labels: {}, kind: 'gauge', unit: '%' },
    ],
  };
}

function announce(hub: LiveHub, index: number, schema: Schema, timeMs?: number, values?: number[]) {
  const latest = makeLatest(schema.columns.length);
  const writer = new LatestWriter(latest);
  const write = (atMs: number, row: number[]) =>
    writer.write(atMs, new DataView(Float64Array.from(row).buffer), 0);
  if (timeMs !== undefined && values) write(timeMs, values);
  hub.addSchema(index, schema, latest);
  return { write };
}

function seriesOf(message: ToBrowser | undefined): unknown[] {
  if (message?.type !== 'snapshot') throw new Error(`not a snapshot: ${message?.type}`);
  return message.series.map(({ target, metric, timeMs, value }) => [target, metric, timeMs, value]);
}

function numbersOf(message: ToBrowser | undefined): Record<string, number> {
  if (message?.type !== 'snapshot') throw new Error(`not a snapshot: ${message?.type}`);
  return Object.fromEntries(
    message.series.map(({ target, metric, number }) => [`${target} ${metric}`, number]),
  );
}

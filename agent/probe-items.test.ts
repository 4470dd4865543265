import { beforeEach, describe, expect, test } from 'vitest';
import type { Reading } from '#probes/probe.ts';
import type { ProbeReport } from '#protocol/agent-report.ts';
import { decodeFrameBody, decodeRecordBody, ITEM } from '#protocol/frame.ts';
import { LIMITS } from '#protocol/limits.ts';
import { probeStateCode } from '#protocol/probe-state.ts';
import type { Schema } from '#protocol/schema.ts';
import type { NewItem } from './outbox/outbox.ts';
import { createProbeItems, type ProbeItems } from './probe-items.ts';
import type { ProbeRun } from './run-probe.ts';
import { testColumn } from './test-probes.ts';

const used = testColumn('disk.used', { path: '/' });
const free = testColumn('disk.free', { path: '/' });

let announced: Set<string>;
let reports: ProbeReport[];
let probe: ProbeItems;

beforeEach(() => {
  announced = new Set();
  reports = [];
  probe = createProbeItems({
    probe: 'disk',
    target: 't1',
    intervalMs: 10_000,
    announce(id) {
      const isNew = !announced.has(id);
      announced.add(id);
      return isNew;
    },
    onReport: (report) => reports.push(report),
  });
});

describe('a run that worked', () => {
  test('gives the schema once, and a frame with success and duration behind its values', () => {
    const first = probe.items(run([reading(used, 7), reading(free, 3)]));
    const second = probe.items(run([reading(used, 8), reading(free, 2)]));

    expect(first.map(({ kind }) => kind)).toEqual([ITEM.schema, ITEM.frame]);
    expect(schemaOf(first)).toMatchObject({ probe: 'disk', target: 't1', intervalMs: 10_000 });
    expect(schemaOf(first).columns.map(({ metric }) => metric)).toEqual([
      'disk.used',
      'disk.free',
      'probe.success',
      'probe.duration_seconds',
    ]);
    expect(schemaOf(first).columns[2]?.labels).toEqual({ probe: 'disk' });
    expect(valuesOf(first)).toEqual([7, 3, 1, 0.25]);
    expect(second.map(({ kind }) => kind)).toEqual([ITEM.frame]);
    expect(valuesOf(second)).toEqual([8, 2, 1, 0.25]);
  });

  test('with more series than a target may have leaves room for success and duration, and names the rest', () => {
    const many = Array.from({ length: LIMITS.seriesPerAgent + 5 }, (_, index) =>
      reading(testColumn('exporter.value', { n: `${index}` }), index),
    );

    const { columns } = schemaOf(probe.items(run(many)));

    expect(columns).toHaveLength(LIMITS.seriesPerAgent);
    expect(columns.at(-1)?.metric).toBe('probe.duration_seconds');
    expect(reports[0]?.skipped.length).toBeGreaterThan(0);
  });

  test('with other columns gives another schema, and none again for columns that were there before', () => {
    probe.items(run([reading(used, 1)]));

    const other = probe.items(run([reading(used, 1), reading(free, 1)]));
    const back = probe.items(run([reading(used, 1)]));

    expect(other.map(({ kind }) => kind)).toEqual([ITEM.schema, ITEM.frame]);
    expect(back.map(({ kind }) => kind)).toEqual([ITEM.frame]);
    expect(valuesOf(back)).toHaveLength(3);
  });

  test('with equal columns that are other objects gives no schema', () => {
    probe.items(run([reading(used, 1)]));

    expect(probe.items(run([reading({ ...used }, 2)])).map(({ kind }) => kind)).toEqual([ITEM.frame]);
  });

  test('that brings facts gives records with its time', () => {
    const items = probe.items({
      ...run([]),
      facts: [{ kind: 'inventory', key: '', data: { 型号: 'SR650' } }],
    });

    const record = decodeRecordBody(items.at(-1)?.body as Uint8Array);
    expect(record.timeMs).toBe(1_000);
    expect(JSON.parse(record.json)).toEqual({
      target: 't1',
      kind: 'inventory',
      key: '',
      data: { 型号: 'SR650' },
    });
  });

  test('that leaves something out says so once', () => {
    const skipping = { ...run([reading(used, 1)]), skipped: [{ what: '/mnt/dead', why: 'no answer' }] };

    const first = probe.items(skipping);
    const second = probe.items(skipping);

    expect(first.at(-1)?.kind).toBe(ITEM.record);
    expect(second.map(({ kind }) => kind)).toEqual([ITEM.frame]);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.skipped).toEqual([{ what: '/mnt/dead', why: 'no answer' }]);
  });
});

describe('a run that failed', () => {
  test('gives a frame of the same columns with nothing read, and its reason as a record', () => {
    probe.items(run([reading(used, 1), reading(free, 2)]));

    const failed = probe.items({ ...run([]), ok: false, error: 'no such device' });
    const again = probe.items({ ...run([]), ok: false, error: 'no such device' });
    const works = probe.items(run([reading(used, 1), reading(free, 2)]));

    expect(valuesOf(failed)).toEqual([Number.NaN, Number.NaN, 0, 0.25]);
    expect(failed.map(({ kind }) => kind)).toEqual([ITEM.frame, ITEM.record]);
    expect(again.map(({ kind }) => kind)).toEqual([ITEM.frame]);
    expect(works.map(({ kind }) => kind)).toEqual([ITEM.frame, ITEM.record]);
    expect(reports.map(({ ok, error }) => [ok, error])).toEqual([
      [false, 'no such device'],
      [true, ''],
    ]);
  });

  test('before any that worked gives success and duration alone', () => {
    const failed = probe.items({ ...run([]), ok: false, error: 'no such device' });

    expect(failed.map(({ kind }) => kind)).toEqual([ITEM.schema, ITEM.frame, ITEM.record]);
    expect(valuesOf(failed)).toEqual([0, 0.25]);
  });
});

describe('a probe that reaches out', () => {
  beforeEach(() => {
    probe = createProbeItems({
      probe: 'snmp',
      target: 't1',
      intervalMs: 60_000,
      reach: 'out',
      announce: () => true,
      onReport: (report) => reports.push(report),
    });
  });

  test('has its state behind its duration', () => {
    const works = probe.items(run([reading(used, 7)]));
    const silent = probe.items({ ...run([]), ok: false, state: 'silent', error: 'no answer' });

    expect(schemaOf(works).columns.at(-1)).toMatchObject({
      metric: 'probe.state',
      labels: { probe: 'snmp' },
    });
    expect(valuesOf(works)).toEqual([7, 1, 0.25, probeStateCode('ok')]);
    expect(valuesOf(silent)).toEqual([Number.NaN, 0, 0.25, probeStateCode('silent')]);
  });

  test('sends what it read before it failed, among the columns of the runs that worked', () => {
    probe.items(run([reading(used, 7), reading(free, 3)]));

    const part = probe.items({ ...run([reading(free, 4)]), ok: false, state: 'too_slow', error: 'slow' });

    expect(part.map(({ kind }) => kind)).toEqual([ITEM.frame, ITEM.record]);
    expect(valuesOf(part)).toEqual([Number.NaN, 4, 0, 0.25, probeStateCode('too_slow')]);
  });

  test('sends what it read before it failed even when it never worked', () => {
    const part = probe.items({ ...run([reading(free, 4)]), ok: false, state: 'too_slow', error: 'slow' });

    expect(schemaOf(part).columns.map(({ metric }) => metric)).toContain('disk.free');
    expect(valuesOf(part)).toEqual([4, 0, 0.25, probeStateCode('too_slow')]);
  });

  test('that brings two sets of columns in turn announces each once', () => {
    const sets = [[reading(used, 1)], [reading(used, 1), reading(free, 2)]];
    const kinds = Array.from({ length: 6 }, (_, at) => probe.items(run(sets[at % 2] as Reading[])));

    expect(kinds.flat().filter(({ kind }) => kind === ITEM.schema)).toHaveLength(2);
  });
});

describe('what a collector would refuse', () => {
  test('is left out column by column, and named, so that the others are not refused with it', () => {
    const long = testColumn('disk.used', { path: 'x'.repeat(300) });
    const nameless = testColumn('no dot');

    const items = probe.items(
      run([reading(long, 1), reading(used, 2), reading(nameless, 3), reading(used, 4)]),
    );

    expect(schemaOf(items).columns.map(({ metric }) => metric)).toEqual([
      'disk.used',
      'probe.success',
      'probe.duration_seconds',
    ]);
    expect(valuesOf(items)).toEqual([2, 1, 0.25]);
    expect(reports[0]?.skipped.map(({ why }) => why)).toEqual([
      'longer than 200 bytes',
      'not of the form subject.field',
      'the same series twice',
    ]);
  });

  test('is left out as a record too', () => {
    const facts = [
      { kind: 'huge', key: '', data: 'x'.repeat(300_000) },
      { kind: 'Not Snake', key: '', data: 1 },
      { kind: 'endless', key: '', data: Number.NaN },
    ];

    const items = probe.items({ ...run([]), facts });

    expect(items.map(({ kind }) => kind)).toEqual([ITEM.schema, ITEM.frame, ITEM.record]);
    expect(reports[0]?.skipped.map(({ what }) => what)).toEqual(['huge', 'Not Snake', 'endless']);
  });
});

function run(readings: readonly Reading[]): ProbeRun {
  return {
    ok: true,
    state: 'ok',
    timeMs: 1_000,
    durationMs: 250,
    readings,
    facts: [],
    skipped: [],
    error: '',
  };
}

function reading(column: Reading['column'], value: number): Reading {
  return { column, value };
}

function schemaOf(items: readonly NewItem[]): Schema {
  const schema = items.find(({ kind }) => kind === ITEM.schema) as NewItem;
  return JSON.parse(Buffer.from(schema.body).toString());
}

function valuesOf(items: readonly NewItem[]): number[] {
  const frame = items.find(({ kind }) => kind === ITEM.frame) as NewItem;
  return [...decodeFrameBody(frame.body).values];
}

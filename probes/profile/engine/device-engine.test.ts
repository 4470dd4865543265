import { describe, expect, it } from 'vitest';
import type { Measurements } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import { Profile } from '../profile.ts';
import { resolveProfiles } from '../profile-set.ts';
import { deviceEngine, type Trace } from './device-engine.ts';
import { nothingLearned, type RawSection, type RawValue, type SectionSource } from './raw.ts';

const running = new AbortController().signal;
const NOTHING: RawSection = { indexes: [], columns: [], skipped: [] };

/** A source that answers each section by its name, and writes down what it was asked for. */
function sourceOf(answers: Record<string, RawValue | RawSection | Error | (() => never)>) {
  const asked: string[] = [];
  const figures = { requests: 0, values: 0 };
  const answer = (name: string): RawSection => {
    const found = answers[name] ?? NOTHING;
    if (found instanceof Error) throw found;
    if (typeof found === 'function') return found();
    if (typeof found === 'object' && 'indexes' in found) return found;
    return { indexes: [''], columns: [[found]], skipped: [] };
  };
  const source: SectionSource = {
    figures,
    async scalars(sections) {
      figures.requests++;
      asked.push(sections.map(({ name }) => name).join('+'));
      return sections.map(({ name }) => answer(name));
    },
    async table({ name }) {
      figures.requests++;
      asked.push(name);
      return answer(name);
    },
  };
  return { source, asked, answers };
}

const scalar = (name: string, metric: string, more = {}) => ({
  name,
  kind: 'scalars',
  read: { value: { oid: '1.1.1.0' } },
  readings: [{ metric, value: 'value' }],
  ...more,
});
const table = (name: string, more = {}) => ({
  name,
  kind: 'table',
  read: { value: { oid: '1.1.1' } },
  readings: [
    { metric: 'hardware.temperature_celsius', value: 'value', labels: { sensor: `${name} {index}` } },
  ],
  ...more,
});
const rows = (...values: number[]): RawSection => ({
  indexes: values.map((_, i) => String(i + 1)),
  columns: [values],
  skipped: [],
});

function engineOf(...sections: object[]) {
  const profile = Profile.parse({
    profile: 'thing',
    title: { 'zh-CN': '物', en: 'Thing' },
    kind: 'device',
    sections,
  });
  const learned = nothingLearned();
  const resolved = resolveProfiles([profile]).resolved.get('thing')!;
  const engine = deviceEngine({
    profile: resolved,
    learned,
    object: '',
    shutdownMinutes: 10,
    isWanted: () => true,
  });
  return { engine, learned };
}

const told = ({ readings }: Measurements) =>
  Object.fromEntries(
    readings.map(({ column, value }) => [[column.metric, ...Object.values(column.labels)].join(' '), value]),
  );

describe('a device', () => {
  it('is asked for all single values at once and for tables one by one', async () => {
    const { engine } = engineOf(
      scalar('a', 'system.load1'),
      table('t'),
      scalar('b', 'system.load5'),
      table('u'),
    );
    const { source, asked } = sourceOf({ a: 1, b: 5, t: rows(20), u: rows(30, 31) });

    const trace: Trace = { ignored: [], timings: [] };
    const read = await engine.read(source, 0, running, trace);

    expect(asked).toEqual(['a+b', 't', 'u']);
    expect(told(read)).toEqual({
      'system.load1': 1,
      'system.load5': 5,
      'hardware.temperature_celsius t 1': 20,
      'hardware.temperature_celsius u 1': 30,
      'hardware.temperature_celsius u 2': 31,
    });
    expect(trace.timings.map(({ step, requests }) => [step, requests])).toEqual([
      ['scalars', 1],
      ['t', 1],
      ['u', 1],
    ]);
  });

  it('of which one section fails gives the others, and names it', async () => {
    const { engine } = engineOf(table('t'), table('u'));
    const given = sourceOf({ t: rows(20), u: rows(30) });
    await engine.read(given.source, 0, running);
    given.answers.t = new ProbeError('not_understood', 'garbage');

    const read = await engine.read(given.source, 60_000, running);

    expect(told(read)).toEqual({
      'hardware.temperature_celsius t 1': Number.NaN,
      'hardware.temperature_celsius u 1': 30,
    });
    expect(read.skipped).toEqual([{ what: 't', why: 'garbage' }]);
  });

  it('that falls silent is left alone after two tables', async () => {
    const { engine } = engineOf(table('a'), table('b'), table('c'), table('d'));
    const silent = new ProbeError('silent', 'no answer');
    const { source, asked } = sourceOf({ a: silent, b: silent, c: rows(1), d: rows(2) });

    const read = await engine.read(source, 0, running);

    expect(asked).toEqual(['a', 'b']);
    expect(read.skipped?.map(({ what }) => what)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('whose time is over gives what was read so far', async () => {
    const { engine } = engineOf(scalar('a', 'system.load1'), table('t'), table('u'));
    const stopped = new AbortController();
    const { source, asked } = sourceOf({
      a: 1,
      t: () => {
        stopped.abort();
        throw new Error('stopped');
      },
    });

    const failure = (await engine.read(source, 0, stopped.signal).catch((error) => error)) as ProbeError;

    expect(failure).toMatchObject({ name: 'ProbeError', state: 'too_slow' });
    expect(failure.message).toMatch(/while reading t/);
    expect(told(failure.measurements!)).toEqual({ 'system.load1': 1 });
    expect(asked).toEqual(['a', 't']);
  });
});

describe('of a group', () => {
  it('the first section that answers is read, now and later', async () => {
    const { engine, learned } = engineOf(
      table('old', { group: 'heat' }),
      table('new', { group: 'heat' }),
      table('other', { group: 'heat' }),
    );
    const given = sourceOf({ new: rows(20), other: rows(30) });

    expect(told(await engine.read(given.source, 0, running))).toEqual({
      'hardware.temperature_celsius new 1': 20,
    });
    expect(learned.groups).toEqual({ heat: 'new' });
    await engine.read(given.source, 60_000, running);
    expect(given.asked).toEqual(['old', 'new', 'new']);
  });

  it('another one is looked for when that one has nothing any more, but not when it failed', async () => {
    const { engine } = engineOf(table('old', { group: 'heat' }), table('new', { group: 'heat' }));
    const given = sourceOf({ old: rows(20), new: rows(30) });
    await engine.read(given.source, 0, running);
    given.answers.old = new ProbeError('silent', 'no answer');
    await engine.read(given.source, 60_000, running);
    given.answers.old = NOTHING;
    await engine.read(given.source, 120_000, running);

    const read = await engine.read(given.source, 180_000, running);

    expect(given.asked).toEqual(['old', 'old', 'old', 'old', 'new']);
    expect(told(read)).toEqual({ 'hardware.temperature_celsius new 1': 30 });
  });

  it('single values wait for a table that comes before them', async () => {
    const { engine, learned } = engineOf(
      table('all', {
        group: 'load',
        readings: [{ metric: 'system.load1', value: 'value', aggregate: 'avg' }],
      }),
      scalar('one', 'system.load1', { group: 'load' }),
    );
    const { source, asked } = sourceOf({ all: rows(10, 30), one: 99 });

    expect(told(await engine.read(source, 0, running))).toEqual({ 'system.load1': 20 });
    expect(asked).toEqual(['all']);
    expect(learned.groups).toEqual({ load: 'all' });
  });
});

describe('a section that is read less often', () => {
  it('repeats its values in between, until they are too old', async () => {
    const { engine } = engineOf(scalar('fast', 'system.load1'), table('slow', { every: '5m' }));
    const given = sourceOf({ fast: 1, slow: rows(20) });
    const at = async (minutes: number) =>
      told(await engine.read(given.source, minutes * 60_000, running))['hardware.temperature_celsius slow 1'];

    expect([await at(0), await at(1), await at(4)]).toEqual([20, 20, 20]);
    expect(given.asked.filter((each) => each === 'slow')).toHaveLength(1);
    given.answers.slow = new ProbeError('silent', 'no answer');
    expect([await at(5), await at(7)]).toEqual([20, 20]);
    expect(await at(8)).toBeNaN();
    given.answers.slow = rows(25);
    expect(await at(9)).toBe(25);
  });

  it('keeps its columns the same objects meanwhile', async () => {
    const { engine } = engineOf(table('slow', { every: '5m' }));
    const { source } = sourceOf({ slow: rows(20) });
    const columns = async (nowMs: number) =>
      (await engine.read(source, nowMs, running)).readings.map(({ column }) => column);

    const first = await columns(0);
    expect(await columns(60_000)).toEqual(first);
    expect((await columns(60_000))[0]).toBe(first[0]);
  });
});

it('what two sections tell alike is told once, by the first', async () => {
  const { engine } = engineOf(scalar('a', 'system.load1'), scalar('b', 'system.load1'));
  const { source } = sourceOf({ a: 1, b: 2 });
  const trace: Trace = { ignored: [], timings: [] };

  const read = await engine.read(source, 0, running, trace);

  expect(read.readings.map(({ value }) => value)).toEqual([1]);
  expect(trace.ignored).toEqual([{ what: 'system.load1', why: 'another section tells it already' }]);
});

it('what is derived stands beside what was read', async () => {
  const { engine } = engineOf(scalar('ups', 'ups.runtime_minutes'));
  const { source } = sourceOf({ ups: 25 });

  expect(told(await engine.read(source, 0, running))).toEqual({
    'ups.runtime_minutes': 25,
    'ups.shutdown_margin_minutes': 15,
  });
});

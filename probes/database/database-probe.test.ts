import { describe, expect, it } from 'vitest';
import { databaseMetrics } from '#protocol/vocabulary/database.ts';
import { defineMetrics } from '../metrics.ts';
import type { Memory, ProbeOptions, Reading } from '../probe.ts';
import { ProbeError } from '../probe-error.ts';
import { watchedDatabase } from './database-probe.ts';
import { explainDatabase } from './explain.ts';
import type { DatabaseMake } from './make.ts';
import { type Cell, type DatabaseSession, QueryError, type Rows, type ServerFacts } from './session.ts';
import type { DatabaseSettings } from './settings.ts';
import { readStatement } from './statements.ts';

const never = new AbortController().signal;
const START = Date.UTC(2026, 0, 5);
const metrics = [
  ...databaseMetrics,
  ...defineMetrics('strange', ['thing'], [['wait_age_seconds', 'gauge', 's', '等待', 'Waiting']]),
];

/** A database that answers each statement, by the first word behind SELECT, as it is told. */
function world(
  heads: Readonly<Record<string, string>>,
  settings: Partial<DatabaseSettings> = {},
  kept = new Map<string, unknown>(),
) {
  const statements = Object.entries(heads).map(([name, head]) =>
    readStatement(
      { name, file: `${name}.sql`, text: `/*\nwhy: about ${name}\n${head}\n*/ SELECT ${name}` },
      'postgres',
    ),
  );
  const facts: ServerFacts = { product: 'Testbase', version: '7.1', numbers: [7, 1], words: ['testbase'] };
  const answers = new Map<string, Rows | Error | (() => Error)>();
  const asked: string[] = [];
  const state = {
    nowMs: START,
    isUsable: true,
    opened: 0,
    closed: 0,
    openError: undefined as Error | undefined,
  };
  const memory: Memory = { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) };
  const session: DatabaseSession = {
    facts,
    async query(sql) {
      const name = sql.slice('SELECT '.length);
      asked.push(name);
      const told = answers.get(name) ?? rows(['value'], []);
      const answer = typeof told === 'function' ? told() : told;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    isUsable: () => state.isUsable,
    close: async () => void state.closed++,
  };
  const make: DatabaseMake<DatabaseSettings> = {
    name: 'testbase',
    account: '',
    shapes: { swapped: (found) => ({ ...found, columns: [...found.columns].reverse() }) },
    async open() {
      state.opened++;
      state.isUsable = true;
      if (state.openError) throw state.openError;
      return session;
    },
  };
  const config: DatabaseSettings = {
    address: '192.0.2.1',
    timeout: 1_000,
    leave_out: [],
    space_limits: {},
    ...settings,
  };
  const options: ProbeOptions = { procPath: '', sysPath: '', now: () => state.nowMs, remember: () => memory };
  const probe = watchedDatabase(make, { statements, metrics }, config, options);
  return {
    probe,
    state,
    answers,
    kept,
    explain: () => explainDatabase(make, { statements, metrics }, config, options, never),
    /** Collects, and returns what was asked for it. */
    async collect(afterMs = 0) {
      state.nowMs += afterMs;
      asked.length = 0;
      const measurements = await probe.collect(never);
      return { ...measurements, asked: [...asked] };
    },
  };
}

function rows(columns: readonly string[], values: readonly (readonly Cell[])[], isCut = false): Rows {
  return { columns, rows: values, isCut };
}

function valuesOf(readings: readonly Reading[]): Record<string, number> {
  return Object.fromEntries(
    readings.map(({ column, value }) => [[column.metric, ...Object.values(column.labels)].join(' '), value]),
  );
}

describe('a database', () => {
  it('brings rows as readings: numbers, words of states, times as ages, and nothing where nothing was told', async () => {
    const { collect, answers, state } = world({
      a: 'subject: database',
      b: 'subject: strange\nlabels: [thing]',
    });
    answers.set('a', rows(['role', 'read_only', 'sessions', 'commits_total'], [['replica', true, '12', 9n]]));
    answers.set(
      'b',
      rows(
        ['thing', 'wait_age_seconds'],
        [
          ['x', new Date(state.nowMs - 5_000)],
          ['y', null],
        ],
      ),
    );

    const { readings, skipped, facts } = await collect();

    expect(valuesOf(readings)).toEqual({
      'database.connect_seconds': expect.any(Number),
      'database.rights_missing': 0,
      'database.role': 2,
      'database.read_only': 1,
      'database.sessions': 12,
      'database.commits_total': 9,
      'strange.wait_age_seconds x': 5,
      'strange.wait_age_seconds y': Number.NaN,
    });
    expect(skipped).toEqual([]);
    expect(facts).toMatchObject([
      { kind: 'inventory', data: { vendor: 'Testbase', model: '7.1', kind: 'database' } },
    ]);
  });

  it('names what no metric is, what is no number, what stands twice, and what was too much', async () => {
    const { collect, answers } = world({ a: 'subject: database_size\nlabels: [database]' });
    answers.set(
      'a',
      rows(
        ['database', 'bytes', 'surprise'],
        [
          ['x', 'many', 1],
          ['x', 2, 2],
        ],
        true,
      ),
    );

    const { readings, skipped = [] } = await collect();

    expect(valuesOf(readings)).toMatchObject({ 'database_size.bytes x': Number.NaN });
    expect(skipped.map(({ why }) => why)).toEqual([
      'database_size.bytes: "many" is no value of it',
      'there is no metric database_size.surprise',
      'two rows of the same database: the first counts',
      'more than 500 rows; the rest is left out',
    ]);
  });

  it('keeps its connection and its columns, and renews the connection after a quarter of an hour', async () => {
    const { collect, answers, state } = world({ a: 'subject: database' });
    answers.set('a', rows(['sessions'], [[1]]));

    const first = await collect();
    const second = await collect(60_000);
    const third = await collect(15 * 60_000);

    expect(second.readings.map(({ column }) => column)).toEqual(first.readings.map(({ column }) => column));
    for (const [i, { column }] of first.readings.entries()) {
      expect(second.readings[i]?.column).toBe(column);
      expect(third.readings[i]?.column).toBe(column);
    }
    expect(second.facts).toEqual([]);
    expect(state).toMatchObject({ opened: 2, closed: 1 });
  });

  it('is asked rarely what is rare, and sends its last value in between, with ages that grow', async () => {
    const { collect, answers } = world({
      often: 'subject: database',
      rare: 'subject: database_backup\nlabels: [database, type]\nevery_s: 300',
    });
    answers.set('often', rows(['sessions'], [[1]]));
    answers.set('rare', rows(['database', 'type', 'age_seconds', 'size_bytes'], [['x', 'full', 100, 7]]));

    expect((await collect()).asked).toEqual(['often', 'rare']);
    const between = await collect(60_000);
    expect(between.asked).toEqual(['often']);
    expect(valuesOf(between.readings)).toMatchObject({
      'database_backup.age_seconds x full': 160,
      'database_backup.size_bytes x full': 7,
    });
    // Nearly the time is the time: collections are not quite as far apart as they shall be.
    expect((await collect(239_000)).asked).toEqual(['rare', 'often']);
  });

  it('names a missing right with what gives it, reads the rest, and does not ask again at once', async () => {
    const { collect, answers } = world(
      {
        open: 'subject: database',
        shut: "subject: database_size\nright: pg_monitor\ngrants: ['GRANT pg_monitor TO {user}']",
      },
      { user: 'watcher' },
    );
    answers.set('open', rows(['sessions'], [[1]]));
    answers.set('shut', new QueryError('denied', 'permission denied'));

    const { readings, skipped } = await collect();
    expect(valuesOf(readings)).toMatchObject({ 'database.rights_missing': 1, 'database.sessions': 1 });
    expect(skipped).toEqual([
      { what: 'shut (about shut)', why: 'needs pg_monitor: GRANT pg_monitor TO watcher' },
    ]);
    const next = await collect(60_000);
    expect(next.asked).toEqual(['open']);
    expect(next.skipped).toEqual(skipped);

    answers.set('shut', rows(['bytes'], [[5]]));
    expect(valuesOf((await collect(300_000)).readings)).toMatchObject({
      'database.rights_missing': 0,
      'database_size.bytes ': 5,
    });
  });

  it('of which nothing may be read is denied', async () => {
    const { collect, answers } = world({ shut: 'subject: database' });
    answers.set('shut', new QueryError('denied', 'permission denied'));

    await expect(collect()).rejects.toMatchObject({ state: 'denied' });
  });

  it('that shows less than there is for want of a right is not believed', async () => {
    const { collect, answers } = world({
      open: 'subject: database',
      half: "subject: database_size\nlabels: [database]\nright: all\ngrants: ['GRANT all']",
    });
    answers.set('half', rows(['denied', 'database', 'bytes'], [[true, 'x', 5]]));

    const { readings, skipped } = await collect();

    expect(valuesOf(readings)).toEqual({
      'database.connect_seconds': expect.any(Number),
      'database.rights_missing': 1,
    });
    expect(skipped).toEqual([{ what: 'half (about half)', why: 'needs all: GRANT all' }]);
    answers.set('half', rows(['denied', 'database', 'bytes'], [[false, 'x', 5]]));
    expect(valuesOf((await collect(300_000)).readings)).toMatchObject({ 'database_size.bytes x': 5 });
  });

  it('leaves a slow statement out and named; its series are there without a value', async () => {
    const { collect, answers } = world({
      a: 'subject: database',
      b: 'subject: database_size\nlabels: [database]',
    });
    answers.set('b', rows(['database', 'bytes'], [['x', 1]]));
    const before = await collect();
    answers.set('b', new QueryError('too_slow', 'took longer than 1000 ms'));

    const { readings, skipped } = await collect(60_000);

    expect(valuesOf(readings)).toMatchObject({ 'database_size.bytes x': Number.NaN });
    expect(readings.map(({ column }) => column)).toEqual(before.readings.map(({ column }) => column));
    expect(skipped).toEqual([{ what: 'b (about b)', why: 'took longer than 1000 ms' }]);
  });

  it('that breaks off has read what it had read, and is connected to anew', async () => {
    const { collect, answers, state } = world({ a: 'subject: database', b: 'subject: database_size' });
    answers.set('a', rows(['sessions'], [[3]]));
    await collect();
    answers.set('b', () => {
      state.isUsable = false;
      return new QueryError('failed', 'closed the connection');
    });

    const error = (await collect(60_000).catch((caught: unknown) => caught)) as ProbeError;

    expect(error).toBeInstanceOf(ProbeError);
    expect(error.state).toBe('silent');
    expect(valuesOf(error.measurements?.readings ?? [])).toMatchObject({ 'database.sessions': 3 });
    answers.delete('b');
    await collect(60_000);
    expect(state.opened).toBe(2);
  });

  it('that cannot be opened says why, and is tried again the next time', async () => {
    const { collect, state } = world({ a: 'subject: database' });
    state.openError = new ProbeError('full', 'takes no more sessions');

    await expect(collect()).rejects.toMatchObject({ state: 'full' });
    state.openError = undefined;
    await expect(collect(60_000)).resolves.toBeDefined();
  });

  it('whose role changed is looked at anew', async () => {
    const { collect, answers, state } = world({ a: 'subject: database' });
    answers.set('a', rows(['role'], [['replica']]));
    await collect();
    answers.set('a', rows(['role'], [['primary']]));

    await collect(60_000);
    await collect(60_000);

    expect(state.opened).toBe(2);
  });

  it('is not asked what the settings leave out', async () => {
    const { collect } = world({ a: 'subject: database', b: 'subject: database' }, { leave_out: ['b'] });

    expect((await collect()).asked).toEqual(['a']);
  });

  it('may word its rows itself, and a shape makes them ours', async () => {
    const { collect, answers } = world({ a: 'subject: database\nshape: swapped' });
    answers.set('a', rows(['sessions', 'sessions_limit'], [[100, 25]]));

    expect(valuesOf((await collect()).readings)).toMatchObject({
      'database.sessions': 25,
      'database.sessions_limit': 100,
      'database.sessions_percent': 25,
    });
  });

  it('tells what stands behind a figure, without the values of others, and rows as records', async () => {
    const { collect, answers } = world({
      a: 'subject: database\nevidence: database.blocked_sessions',
      b: 'subject: database\nrecord: database_files',
    });
    answers.set(
      'a',
      rows(['session', 'statement', 'blocked_by'], [[7, "UPDATE t SET pin = '1234'\n WHERE id = 5", null]]),
    );
    answers.set('b', rows(['file', 'bytes'], [['/data/1', 9n]]));

    const { facts, readings, skipped } = await collect();

    expect(facts?.slice(1)).toMatchObject([
      {
        kind: 'evidence',
        data: {
          metric: 'database.blocked_sessions',
          lines: ["session: 7 · statement: UPDATE t SET pin = '?' WHERE id = ?"],
        },
      },
      { kind: 'database_files', key: '/data/1', data: { bytes: 9 } },
    ]);
    expect(readings).toHaveLength(2);
    expect(skipped).toEqual([]);
  });

  it('explains what it is, each reading, each missing right and each step', async () => {
    const { explain, answers } = world({
      a: 'subject: database',
      b: "subject: database_size\nright: x\ngrants: ['GRANT x']",
    });
    answers.set('a', rows(['role'], [['primary']]));
    answers.set('b', new QueryError('denied', 'no'));

    expect(await explain()).toMatchObject({
      recognised: { profile: 'testbase', vendor: 'Testbase', model: '7.1' },
      readings: [{}, {}, { metric: 'database.role', value: 1, word: 'primary' }],
      ignored: [{ what: 'b (about b)', why: 'needs x: GRANT x' }],
      timings: [{ step: 'connect' }, { step: 'a', values: 1 }, { step: 'b', values: 0 }],
    });
  });
});

describe('a log', () => {
  it('has its share of what the settings say that it may grow to', async () => {
    const { collect, answers } = world(
      { logs: 'subject: database_log\nlabels: [log]' },
      { space_limits: { wal: 200, other: 100 } },
    );
    answers.set(
      'logs',
      rows(
        ['log', 'size_bytes'],
        [
          ['wal', 50],
          ['undo', 50],
        ],
      ),
    );

    const told = valuesOf((await collect()).readings);

    expect(told).toMatchObject({ 'database_log.used_percent wal': 25 });
    expect(told).not.toHaveProperty('database_log.used_percent undo');
  });
});

describe('a space', () => {
  const head = 'subject: database_space\nlabels: [space, type]';
  const columns = ['space', 'type', 'used_bytes', 'limit_bytes'];

  it('has its share of the real limit, which the settings may know better', async () => {
    const { collect, answers } = world({ spaces: head }, { space_limits: { data: 200, logs: 50 } });
    answers.set(
      'spaces',
      rows(columns, [
        ['data', 'tablespace', 50, 100],
        ['logs', 'tablespace', 25, null],
        ['other', 'tablespace', 25, 100],
        ['open', 'tablespace', 25, null],
      ]),
    );

    expect(valuesOf((await collect()).readings)).toMatchObject({
      'database_space.limit_bytes data tablespace': 200,
      'database_space.used_percent data tablespace': 25,
      'database_space.used_percent logs tablespace': 50,
      'database_space.used_percent other tablespace': 25,
      'database_space.used_percent open tablespace': Number.NaN,
    });
  });

  it('that fills is told with the days that are left, before and after a restart', async () => {
    const days = 'database_space.days_until_full data tablespace';
    const answer = (hour: number) =>
      rows(columns, [['data', 'tablespace', 100_000_000 + hour * 1_000_000, 1_000_000_000]]);
    const { collect, answers, kept, probe, state } = world({ spaces: head });
    for (let hour = 0; hour <= 30; hour++) {
      answers.set('spaces', answer(hour));
      await collect(3_600_000);
    }
    expect(valuesOf((await collect()).readings)[days]).toBeCloseTo(870 / 24, 0);

    await probe.close();
    const again = world(
      { spaces: head },
      {},
      new Map(Object.entries(JSON.parse(JSON.stringify(Object.fromEntries(kept))))),
    );
    again.answers.set('spaces', answer(30));
    expect(valuesOf((await again.collect(state.nowMs - START)).readings)[days]).toBeCloseTo(870 / 24, 0);
  });
});

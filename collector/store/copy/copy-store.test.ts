import { afterEach, expect, it } from 'vitest';
import { memoryStore } from '../memory-store.ts';
import { DEFAULT_QUERY_LIMITS, type Rows, type Store, StoreUnavailableError } from '../store.ts';
import { rowsOf, START, schemaOf } from '../store-history.ts';
import { DAY_MS } from './copy-plan.ts';
import { type CopyState, memoryCopyState } from './copy-state.ts';
import { type CopyOptions, type CopyReport, copyStore } from './copy-store.ts';
import { fullPace } from './pace.ts';
import { destinationOf, sourceOf } from './sides.ts';

let stopping = new AbortController();
afterEach(() => {
  stopping = new AbortController();
});

function copy(from: Store, to: Store, more: Partial<CopyOptions> = {}): Promise<CopyReport> {
  return copyStore({
    from: sourceOf(from),
    to: destinationOf(to),
    scope: scope(),
    state: memoryCopyState(),
    pace: fullPace,
    say() {},
    signal: stopping.signal,
    nowMs: Date.now,
    lotSamples: 1_000,
    portionSamples: 300,
    ...more,
  });
}

function scope(more: Partial<CopyOptions['scope']> = {}): CopyOptions['scope'] {
  return { fromMs: 0, toMs: START + 100 * DAY_MS, keptFromMs: () => 0, ...more };
}

/** Days of a sample a minute of two series each. */
async function filled(targets: readonly string[], days: number): Promise<Store> {
  const store = memoryStore();
  for (const target of targets) {
    for (let day = 0; day < days; day++) {
      const pairs = Array.from({ length: 1_440 }, (_, minute) => [
        day * DAY_MS + minute * 60_000,
        minute % 97 === 0 ? Number.NaN : Math.round(Math.sin(minute / 50) * 1_000) / 10,
      ]);
      await store.append([rowsOf(schemaOf(target), pairs)], 2);
    }
  }
  return store;
}

async function everything(store: Store): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const metric of ['cpu.usage_active', 'cpu.usage_user']) {
    const query = { selector: { metric }, fromMs: 0, toMs: START + 100 * DAY_MS, stepMs: 0 };
    const answers = await store.query({ ...query, aggregation: 'last' }, DEFAULT_QUERY_LIMITS);
    for (const { target, timesMs, values } of answers) found.push([target, metric, timesMs, values]);
  }
  return found.sort();
}

it('copies every sample with what its series is', async () => {
  const from = await filled(['a', 'b', 'c'], 3);
  const to = memoryStore();

  const report = await copy(from, to);

  expect(report).toMatchObject({
    finished: true,
    samples: 3 * 3 * 2 * 1_440,
    written: 3 * 3 * 2 * 1_440,
    unitsDone: 9,
    differencesFound: 0,
    plan: { series: 6, days: 3, targets: 3 },
  });
  expect(await everything(to)).toEqual(await everything(from));
  expect((await to.series({}, 10)).map(({ kind, unit, intervalMs }) => [kind, unit, intervalMs])).toEqual(
    expect.arrayContaining([
      ['gauge', '%', 10_000],
      ['counter', 's', 10_000],
    ]),
  );
});

it('gives series that were measured together one schema again, the same one every day', async () => {
  const from = await filled(['a'], 3);
  await from.append([rowsOf(schemaOf('a', 'cpu1'), [[500, 1]])], 3);
  const to = memoryStore();
  const seen: Rows[] = [];
  const { append } = to;
  to.append = (rows, position) => {
    seen.push(...rows);
    return append(rows, position);
  };

  await copy(from, to);

  expect([...new Set(seen.map(({ schemaId }) => schemaId))]).toHaveLength(2);
  expect(seen.every(({ schema }) => schema.columns.length === 2)).toBe(true);
});

it('goes on where it was interrupted, and finishes what it had begun', async () => {
  const from = await filled(['a', 'b'], 4);
  const to = memoryStore();
  const state = memoryCopyState();
  const { append } = to;
  let appended = 0;
  to.append = (rows, position) => {
    if (++appended === 20) stopping.abort();
    return append(rows, position);
  };

  const first = await copy(from, to, { state });
  stopping = new AbortController();
  const second = await copy(from, to, { state });

  expect(first.finished).toBe(false);
  expect(first.unitsDone).toBeGreaterThan(0);
  expect(first.unitsDone + second.unitsDone).toBe(8);
  expect(second).toMatchObject({ finished: true, differencesFound: 0 });
  expect(await everything(to)).toEqual(await everything(from));
});

it('writes again what a store that failed had not flushed', async () => {
  const from = await filled(['a', 'b'], 3);
  const durable = memoryStore();
  let held: [readonly Rows[], number][] = [];
  let calls = 0;
  const to: Store = {
    ...durable,
    async append(rows, position) {
      if (++calls % 17 === 0) {
        held = [];
        throw new StoreUnavailableError('the disk is full');
      }
      held.push([rows, position]);
    },
    async query(query, limits) {
      const both = memoryStore();
      for (const kept of [...flushed, ...held]) await both.append(...kept);
      return both.query(query, limits);
    },
    async flush() {
      flushed.push(...held);
      held = [];
    },
  };
  const flushed: [readonly Rows[], number][] = [];
  const waits: string[] = [];

  // Every look at the clock finds that it is time to flush.
  let clockMs = 0;
  const nowMs = () => {
    clockMs += 60_000;
    return clockMs;
  };
  const say: CopyOptions['say'] = ({ because }) => void (because && waits.push(because));

  const report = await copy(from, to, { say, nowMs });

  expect(waits).toContain('the disk is full');
  expect(report).toMatchObject({ finished: true, unitsDone: 6, differencesFound: 0 });
  expect(await everything(to)).toEqual(await everything(from));
});

it('leaves alone what the destination has got itself, and does not call it a difference', async () => {
  const from = await filled(['a'], 1);
  const to = memoryStore();
  await to.append([rowsOf(schemaOf('a'), [[30_000, 7]])], 2);
  await to.append([rowsOf(schemaOf('a'), [[0, 5]])], 2);

  const report = await copy(from, to);

  expect(report.differencesFound).toBe(0);
  const [, , times, values] = (await everything(to))[0] as [string, string, Float64Array, Float64Array];
  expect([times.length, times[1] - START, values[0], values[1]]).toEqual([1_441, 30_000, 5, 7]);
});

it('names series and day of what does not arrive as it was', async () => {
  const from = await filled(['a', 'b'], 2);
  const to = memoryStore();
  const { append } = to;
  to.append = (rows, position) =>
    append(
      rows.map((one) => {
        if (one.schema.target !== 'b' || one.timesMs[0] < START + DAY_MS) return one;
        const values = one.values.slice();
        values[values.length - 1] += 1;
        return { ...one, values };
      }),
      position,
    );

  const report = await copy(from, to);

  expect(report).toMatchObject({ finished: true, unitsDone: 3, differencesFound: 1 });
  expect(report.differences).toMatchObject([
    { target: 'b', metric: 'cpu.usage_user', dayMs: START + DAY_MS, source: { count: 1_425 } },
  ]);
});

it('looks at everything again when it is asked for again, and writes only what is missing', async () => {
  const from = await filled(['a', 'b'], 2);
  const to = memoryStore();
  const state: CopyState = memoryCopyState();
  await copy(from, to, { state });
  await from.append([rowsOf(schemaOf('b'), [[DAY_MS + 1, 8]])], 3);

  const again = await copy(from, to, { state });

  expect(again).toMatchObject({ finished: true, unitsDone: 4, differencesFound: 0 });
  expect(again.written).toBeLessThan(3 * 1_440 * 2);
  expect(await everything(to)).toEqual(await everything(from));
});

it('only looks where it is asked to compare', async () => {
  const from = await filled(['a'], 1);
  const to = await filled(['a'], 1);
  const equal = await copy(from, to, { compareOnly: true });
  await from.append([rowsOf(schemaOf('a'), [[1, 8]])], 3);

  const different = await copy(from, to, { compareOnly: true });

  expect(equal).toMatchObject({ finished: true, differencesFound: 0, written: 0 });
  expect(different).toMatchObject({ finished: true, differencesFound: 2, written: 0 });
});

it('takes the days and targets that were asked for, none that nobody knows, and none that would be forgotten', async () => {
  const from = await filled(['a', 'b', 'c'], 4);
  const to = memoryStore();

  const report = await copy(from, to, {
    scope: scope({
      toMs: START + 3 * DAY_MS,
      keptFromMs: () => START + DAY_MS + DAY_MS / 2,
      wants: async (target) => target !== 'c',
    }),
  });

  expect(report.plan.leftOut).toEqual({
    targets: ['c'],
    expired: { samples: 2 * 2 * 1_425, fromMs: START, toMs: START + DAY_MS },
    rolled: undefined,
  });
  expect(report).toMatchObject({ samples: 2 * 2 * 1.5 * 1_440, unitsDone: 4, differencesFound: 0 });
});

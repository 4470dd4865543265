import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryStore } from './memory-store.ts';
import { DEFAULT_QUERY_LIMITS, type Query, type SeriesColumns, type Store } from './store.ts';
import { compareStores, history, MINUTE, play, rowsOf, START, schemaOf } from './store-history.ts';

/** A kind of store and what it can do. */
export interface StoreUnderTest {
  /** An empty one. */
  open(): Promise<Store>;
  /** The same data again, after `close`; left out where nothing outlives the process. */
  reopen?(): Promise<Store>;
  /** Waits until what was appended can be asked for, where that takes a moment. */
  settle?(store: Store): Promise<void>;
  /** Keeps NaN, -0 and the infinities. */
  keepsEveryFloat: boolean;
  /** Keeps every bit of a number; otherwise the first twelve digits, and what is 10^18 times smaller than others is 0. */
  keepsEveryBit?: boolean;
  /** Of two samples at one time the last one stays; otherwise one of them. */
  lastWins?: boolean;
  /** Histories to compare with the memory store. */
  runs: number;
}

/** What every store promises, each as a sentence; in one file of any length, so that a promise is looked for in one place. */
export function describeStore(name: string, kind: StoreUnderTest): void {
  const { keepsEveryBit = true, lastWins = true } = kind;
  let store: Store;
  afterEach(() => store?.close());

  const settled = () => kind.settle?.(store);
  const ask = async (query: Partial<Query> & { metric?: string }) => {
    await settled();
    return store.query(
      {
        selector: query.selector ?? { metric: query.metric ?? 'cpu.usage_active' },
        fromMs: query.fromMs ?? START,
        toMs: query.toMs ?? START + 60 * MINUTE,
        stepMs: query.stepMs ?? 0,
        aggregation: query.aggregation ?? 'avg',
        top: query.top,
      },
      DEFAULT_QUERY_LIMITS,
    );
  };
  const samples = (columns: SeriesColumns | undefined) =>
    columns && [...columns.timesMs].map((time, at) => [time - START, columns.values[at]]);
  const read = (pairs: (number | undefined)[][] | undefined) =>
    kind.keepsEveryFloat ? pairs : pairs?.filter(([, value]) => !Number.isNaN(value));

  describe(name, () => {
    it('begins at position 1 and is at the position of the last flush', async () => {
      store = await kind.open();
      expect(await store.position()).toBe(1);

      await store.append([rowsOf(schemaOf('a'), [[0, 1]])], 5);
      await store.flush();
      await settled();

      expect(await store.position()).toBe(5);
    });

    it('goes back to a lower position where the journal was replaced', async () => {
      store = await kind.open();
      await store.append([rowsOf(schemaOf('a'), [[0, 1]])], 5_000);
      await store.flush();
      await settled();

      await store.append([rowsOf(schemaOf('a'), [[10_000, 2]])], 3);
      await store.flush();
      await settled();

      expect(await store.position()).toBe(3);
      expect(samples((await ask({}))[0])).toEqual([
        [0, 1],
        [10_000, 2],
      ]);
    });

    it('answers samples in order of time, from included, to excluded', async () => {
      store = await kind.open();
      const times = [30_000, 10_000, 20_000, 0, 40_000];
      await store.append(
        [
          rowsOf(
            schemaOf('a'),
            times.map((time) => [time, time / 1000]),
          ),
        ],
        2,
      );

      const [columns] = await ask({ fromMs: START + 10_000, toMs: START + 40_000 });

      expect(columns).toMatchObject({
        target: 'a',
        metric: 'cpu.usage_active',
        labels: { cpu: 'cpu-total' },
      });
      expect(samples(columns)).toEqual([
        [10_000, 10],
        [20_000, 20],
        [30_000, 30],
      ]);
    });

    it('answers one sample at one time, however often it was appended', async () => {
      store = await kind.open();
      const rows = rowsOf(schemaOf('a'), [
        [0, 1],
        [10, 2.5],
      ]);
      for (const position of [2, 3, 4]) await store.append([rows], position);

      const [columns] = await ask({});
      const [minutes] = await ask({ stepMs: MINUTE, aggregation: 'sum' });

      expect(samples(columns)).toEqual([
        [0, 1],
        [10, 2.5],
      ]);
      expect(samples(minutes)).toEqual([[0, 3.5]]);
    });

    it.runIf(lastWins)('keeps the last of two samples at one time', async () => {
      store = await kind.open();
      await store.append([rowsOf(schemaOf('a'), [[0, 1]])], 2);
      await store.append([rowsOf(schemaOf('a'), [[0, 5]])], 3);

      expect(samples((await ask({}))[0])).toEqual([[0, 5]]);
    });

    it('never keeps an unread sample over a read one', async () => {
      store = await kind.open();
      await store.append(
        [
          rowsOf(schemaOf('a'), [
            [10, 2],
            [20, Number.NaN],
          ]),
        ],
        2,
      );
      await store.append(
        [
          rowsOf(schemaOf('a'), [
            [10, Number.NaN],
            [20, 6],
          ]),
        ],
        3,
      );

      const [columns] = await ask({});

      expect(samples(columns)).toEqual([
        [10, 2],
        [20, 6],
      ]);
    });

    it.runIf(keepsEveryBit)('gives back every number exactly', async () => {
      store = await kind.open();
      const odd = [
        0.1 + 0.2,
        2 ** 53 - 1,
        2 ** 53 + 2,
        -(2 ** 60),
        5e-324,
        1.7976931348623157e308,
        1 / 3,
        1e21,
        -1.5,
      ];
      const values = kind.keepsEveryFloat
        ? [...odd, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]
        : odd;
      await store.append(
        [
          rowsOf(
            schemaOf('a'),
            values.map((value, at) => [at * 1000, value]),
          ),
        ],
        2,
      );

      const [columns] = await ask({});

      expect([...columns.values]).toEqual(values);
    });

    it.runIf(!keepsEveryBit)(
      'gives back numbers of twelve digits exactly, and longer ones nearly',
      async () => {
        store = await kind.open();
        const short = [0, 12.5, -0.07, 0.3, 99.99, 1_234_567.891, 2 ** 32, -273.15, 123_456_789_012, 1e12];
        const long = [0.1 + 0.2, 1 / 3, -Math.PI, 2 / 7, 1e5 / 3];
        const large = [2 ** 53 - 1, 2 ** 53 + 2, -(2 ** 55) + 8];
        for (const [target, values] of Object.entries({ short, long, large })) {
          const pairs = values.map((value, at) => [at * 1000, value]);
          await store.append([rowsOf(schemaOf(target), pairs)], 2);
        }
        const valuesOf = async (target: string) => {
          const [columns] = await ask({ selector: { metric: 'cpu.usage_active', targets: [target] } });
          return [...columns.values];
        };

        expect(await valuesOf('short')).toEqual(short);
        expect(await valuesOf('large')).toEqual(large);
        for (const [at, value] of (await valuesOf('long')).entries()) {
          expect(Math.abs(value / long[at] - 1)).toBeLessThan(1e-12);
        }
      },
    );

    it.each([
      [
        'avg',
        [
          [0, 2],
          [60_000, Number.NaN],
          [120_000, 7],
        ],
      ],
      [
        'min',
        [
          [0, 1],
          [60_000, Number.NaN],
          [120_000, 7],
        ],
      ],
      [
        'max',
        [
          [0, 3],
          [60_000, Number.NaN],
          [120_000, 7],
        ],
      ],
      [
        'last',
        [
          [0, 3],
          [60_000, Number.NaN],
          [120_000, 7],
        ],
      ],
      [
        'sum',
        [
          [0, 4],
          [60_000, Number.NaN],
          [120_000, 7],
        ],
      ],
      [
        'count',
        [
          [0, 2],
          [60_000, 0],
          [120_000, 1],
        ],
      ],
    ] as const)(
      'folds %s into bins aligned to the step and leaves out empty bins',
      async (aggregation, bins) => {
        store = await kind.open();
        const rows = [
          [1_000, 1],
          [21_000, 3],
          [31_000, Number.NaN],
          [61_000, Number.NaN],
          [130_000, 7],
        ];
        await store.append([rowsOf(schemaOf('a'), rows)], 2);

        const [columns] = await ask({ stepMs: MINUTE, fromMs: START + 500, aggregation });

        const expected = kind.keepsEveryFloat ? bins : bins.filter(([time]) => time !== 60_000);
        expect(samples(columns)).toEqual(expected);
      },
    );

    it('makes a gap of a counter that fell, never a spike', async () => {
      store = await kind.open();
      const rows = [
        [0, 100],
        [10_000, 200],
        [20_000, 50],
        [30_000, 70],
        [40_000, 70],
      ];
      await store.append([rowsOf(schemaOf('a'), rows)], 2);

      const [columns] = await ask({ aggregation: 'rate' });
      const [minutes] = await ask({ aggregation: 'rate', stepMs: MINUTE });

      expect(read(samples(columns))).toEqual(
        read([
          [0, Number.NaN],
          [10_000, 10],
          [20_000, Number.NaN],
          [30_000, 2],
          [40_000, 0],
        ]),
      );
      expect(samples(minutes)).toEqual([[0, 120 / 30]]);
    });

    it('finds series by target and label, and nothing where nothing is', async () => {
      store = await kind.open();
      for (const target of ['a', 'b', "c' or 1=1 -- \\", '机房 "一"']) {
        await store.append([rowsOf(schemaOf(target, 'cpu0'), [[0, 1]])], 2);
        await store.append([rowsOf(schemaOf(target, 'cpu1'), [[0, 2]])], 3);
      }
      const metric = 'cpu.usage_active';
      const targetsOf = async (selector: Query['selector']) =>
        (await ask({ selector })).map(({ target, labels }) => `${target}/${labels.cpu}`).sort();

      expect(await targetsOf({ metric, targets: ['a'] })).toEqual(['a/cpu0', 'a/cpu1']);
      expect(await targetsOf({ metric, targets: ['b', "c' or 1=1 -- \\"], labels: { cpu: 'cpu1' } })).toEqual(
        ['b/cpu1', "c' or 1=1 -- \\/cpu1"],
      );
      expect(await targetsOf({ metric, targets: ['机房 "一"'], labels: { cpu: 'cpu0' } })).toEqual([
        '机房 "一"/cpu0',
      ]);
      expect(await targetsOf({ metric, targets: ["'"] })).toEqual([]);
      expect(await targetsOf({ metric, targets: [] })).toEqual([]);
      expect(await targetsOf({ metric: 'nobody.knows' })).toEqual([]);
      expect(await targetsOf({ metric, labels: { path: '/' } })).toEqual([]);
      expect(await targetsOf({ metric, labels: { cpu: "' or cpu = 'cpu0" } })).toEqual([]);
    });

    it('answers one series for two schemas that carry it', async () => {
      store = await kind.open();
      await store.append(
        [
          rowsOf(schemaOf('a'), [
            [0, 1],
            [10_000, 2],
          ]),
        ],
        2,
      );
      await store.append(
        [
          rowsOf(schemaOf('a', 'cpu-total', 'cpu.usage_idle'), [
            [10_000, lastWins ? 3 : 2],
            [20_000, 4],
          ]),
        ],
        3,
      );

      const answers = await ask({});

      expect(answers).toHaveLength(1);
      expect(samples(answers[0])).toEqual([
        [0, 1],
        [10_000, lastWins ? 3 : 2],
        [20_000, 4],
      ]);
    });

    it('answers the series with the highest aggregate, the highest first', async () => {
      store = await kind.open();
      for (const [at, target] of ['a', 'b', 'c', 'd'].entries()) {
        const level = [3, 9, Number.NaN, 5][at] as number;
        await store.append(
          [
            rowsOf(schemaOf(target), [
              [0, level],
              [60_000, level + 1],
            ]),
          ],
          at + 2,
        );
      }

      const answers = await ask({ top: 2, stepMs: MINUTE });

      expect(answers.map(({ target }) => target)).toEqual(['b', 'd']);
      expect(samples(answers[0])).toEqual([
        [0, 9],
        [60_000, 10],
      ]);
    });

    it('knows the newest sample of each series, whatever the order they came in', async () => {
      store = await kind.open();
      await store.append(
        [
          rowsOf(schemaOf('a'), [
            [0, 1],
            [20_000, 3],
            [10_000, 2],
          ]),
        ],
        2,
      );
      await store.append([rowsOf(schemaOf('b'), [[5_000, 7]])], 3);

      await settled();
      const newest = await store.latest({ metric: 'cpu.usage_active' }, DEFAULT_QUERY_LIMITS);

      expect(newest.map((columns) => [columns.target, samples(columns)]).sort()).toEqual([
        ['a', [[20_000, 3]]],
        ['b', [[5_000, 7]]],
      ]);
    });

    it('describes its series', async () => {
      store = await kind.open();
      await store.append([rowsOf(schemaOf('a'), [[0, 1]]), rowsOf(schemaOf('b'), [[0, 1]])], 2);

      expect(await store.series({ metric: 'cpu.usage_active', targets: ['b'] }, 10)).toEqual([
        {
          target: 'b',
          metric: 'cpu.usage_active',
          labels: { cpu: 'cpu-total' },
          kind: 'gauge',
          unit: '%',
          intervalMs: 10_000,
        },
      ]);
      expect(await store.series({}, 3)).toHaveLength(3);
      expect((await store.series({ targets: ['a'] }, 10)).map(({ metric }) => metric).sort()).toEqual([
        'cpu.usage_active',
        'cpu.usage_user',
      ]);
    });

    it('refuses a query beyond the limits with what was found and what is allowed', async () => {
      store = await kind.open();
      const minute = Array.from({ length: 60 }, (_, second) => [second * 1000, second]);
      for (const target of ['a', 'b', 'c']) await store.append([rowsOf(schemaOf(target), minute)], 2);
      const query = {
        selector: { metric: 'cpu.usage_active' },
        fromMs: START,
        toMs: START + MINUTE,
        stepMs: 0,
        aggregation: 'avg',
      } as const;

      await settled();
      await expect(store.query(query, { ...DEFAULT_QUERY_LIMITS, series: 2 })).rejects.toMatchObject({
        name: 'QueryTooLargeError',
        what: 'series',
        found: 3,
        allowed: 2,
      });
      await expect(store.query(query, { ...DEFAULT_QUERY_LIMITS, points: 179 })).rejects.toMatchObject({
        what: 'points',
        found: 180,
        allowed: 179,
      });
      expect(await store.query(query, { ...DEFAULT_QUERY_LIMITS, points: 180 })).toHaveLength(3);
    });

    it('forgets a target at once and takes it up again', async () => {
      store = await kind.open();
      for (const target of ['a', 'b']) await store.append([rowsOf(schemaOf(target), [[0, 1]])], 2);
      await store.flush();

      await store.deleteTarget('a');

      expect((await ask({})).map(({ target }) => target)).toEqual(['b']);
      expect(await store.series({ targets: ['a'] }, 10)).toEqual([]);
      await store.append([rowsOf(schemaOf('a'), [[10_000, 2]])], 3);
      expect(samples((await ask({ selector: { metric: 'cpu.usage_active', targets: ['a'] } }))[0])).toEqual([
        [10_000, 2],
      ]);
    });

    it('takes no harm from being closed twice', async () => {
      store = await kind.open();
      await store.append([rowsOf(schemaOf('a'), [[0, 1]])], 2);

      await store.close();

      await expect(store.close()).resolves.toBeUndefined();
    });

    it('answers like the memory store after any history', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(
          history({ keepsEveryFloat: kind.keepsEveryFloat, keepsEveryBit, lastWins }),
          async (steps) => {
            const model = memoryStore();
            store = await kind.open();
            store = await play(steps, store, model, kind.reopen);
            const rates = steps.every(({ what }) => what !== 'maintain');
            await settled();
            await compareStores(store, model, { unread: kind.keepsEveryFloat, rates, zeros: keepsEveryBit });
            await store.close();
          },
        ),
        { numRuns: kind.runs },
      );
    });
  });
}

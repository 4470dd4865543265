import { expect, test } from 'vitest';
import { targetBook } from './target-book.ts';

const LONG_MS = 20_000;

test('asks for what is missing in parts, once whoever wants it, and anew when it is old', async () => {
  const clock = { nowMs: 1_000 };
  const asked: string[][] = [];
  const book = targetBook<string>({
    freshMs: 100,
    atOnce: 2,
    nowMs: () => clock.nowMs,
    ask: async (targets, nowMs) => {
      asked.push([...targets]);
      return new Map(targets.filter((id) => id !== 'none').map((id) => [id, `${id} at ${nowMs}`]));
    },
  });

  const [one, two] = await Promise.all([
    book.get(['a', 'b', 'none'], LONG_MS),
    book.get(['b', 'a'], LONG_MS),
  ]);
  expect(one).toEqual({
    values: new Map([
      ['a', 'a at 1000'],
      ['b', 'b at 1000'],
    ]),
    waiting: 0,
  });
  expect(two.waiting).toBe(0);
  expect(asked).toEqual([['a', 'b'], ['none']]);

  clock.nowMs = 1_200;
  expect((await book.get(['a'], LONG_MS)).values.get('a')).toBe('a at 1000');
  await book.idle();
  expect((await book.get(['a'], LONG_MS)).values.get('a')).toBe('a at 1200');
});

test('says how many it has not worked out when there is no time to wait', async () => {
  const gate = Promise.withResolvers<void>();
  const book = targetBook<number>({
    freshMs: 100,
    atOnce: 1,
    nowMs: () => 0,
    ask: async (targets) => {
      if (targets[0] === 'slow') await gate.promise;
      return new Map(targets.map((id) => [id, 1]));
    },
  });

  const early = await book.get(['a', 'slow', 'b'], 20);
  expect(early.waiting).toBe(2);
  gate.resolve();
  await book.idle();
  expect(await book.get(['a', 'slow', 'b'], 0)).toMatchObject({ waiting: 0 });
});

test('tells what went wrong only where nothing is known, and asks again the next time', async () => {
  let isIll = true;
  const book = targetBook<number>({
    freshMs: 100,
    atOnce: 10,
    nowMs: () => 0,
    ask: async (targets) => {
      if (isIll) throw new Error('the store is ill');
      return new Map(targets.map((id) => [id, 1]));
    },
  });

  await expect(book.get(['a'], LONG_MS)).rejects.toThrow('the store is ill');
  isIll = false;
  expect((await book.get(['a'], LONG_MS)).waiting).toBe(0);
  isIll = true;
  expect(await book.get(['a', 'b'], LONG_MS)).toMatchObject({ waiting: 1 });
});

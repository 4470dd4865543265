import { expect, test } from 'vitest';
import type { NewestValue } from '#collector/live/live-catalog.ts';
import { slicedNewest, spaceList } from './space-list.ts';
import { DISK } from './spaces.ts';

const GIB = 2 ** 30;

function world({ waiting = 0 } = {}) {
  const time = { nowMs: 0 };
  const told = { waiting, asked: 0 };
  const newest = (metric: string, targets: ReadonlySet<string>): NewestValue[] =>
    metric === 'disk.used'
      ? [...targets].map((target) => ({
          target,
          labels: { path: `/${target}`, fstype: 'ext4' },
          timeMs: 1,
          value: GIB,
        }))
      : [];
  const list = spaceList({
    words: DISK,
    stem: 'disk',
    book: {
      get: async () => {
        told.asked++;
        return { values: new Map(), waiting: told.waiting };
      },
      idle: async () => {},
    },
    newest,
    nowMs: () => time.nowMs,
  });
  return { list, time, told, newest };
}

test('the same question within some seconds is answered from what was worked out', async () => {
  const { list, time, told } = world();
  const targets = async () => ['a', 'b'];

  const [one, other] = await Promise.all([list('k', targets), list('k', targets)]);
  time.nowMs = 4_000;
  await list('k', targets);
  const askedFirst = told.asked;
  const different = await list('another', async () => ['c']);
  time.nowMs = 6_000;
  await list('k', targets);

  expect(one.spaces.map(({ name }) => name)).toEqual(['/a', '/b']);
  expect(other).toBe(one);
  expect(askedFirst).toBe(1);
  expect(different.spaces.map(({ name }) => name)).toEqual(['/c']);
  expect(told.asked).toBe(3);
});

test('an answer that lacks something, or failed, is not kept', async () => {
  const { list, told } = world({ waiting: 2 });
  const targets = async () => ['a'];

  expect((await list('k', targets)).waiting).toBe(2);
  told.waiting = 0;
  expect((await list('k', targets)).waiting).toBe(0);
  await expect(list('f', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect((await list('f', targets)).spaces).toHaveLength(1);
});

test('newest values come slice by slice, of every target once', async () => {
  const { newest } = world();
  const sizes: number[] = [];
  const slowly = slicedNewest((metric, targets) => {
    sizes.push(targets.size);
    return newest(metric, targets);
  });
  const all = new Set(Array.from({ length: 250 }, (_none, at) => `t${at}`));

  const found = await slowly('disk.used', all);

  expect(new Set(found.map(({ target }) => target))).toEqual(all);
  expect(found).toHaveLength(250);
  expect(sizes).toEqual([100, 100, 50]);
});

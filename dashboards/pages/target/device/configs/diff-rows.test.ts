import { expect, it } from 'vitest';
import { diffBlocks } from './diff-rows.ts';
import { partsOf } from './word-parts.ts';

const line = (op: 'same' | 'removed' | 'added', text: string) => ({ op, text });

it('has beside a removed line the one that took its place, and numbers both sides', () => {
  const [block] = diffBlocks({
    hunks: [
      {
        fromLine: 10,
        toLine: 10,
        lines: [
          line('same', 'interface GE1/0/1'),
          line('removed', ' speed 100'),
          line('added', ' speed 1000'),
          line('added', ' undo shutdown'),
          line('same', '#'),
        ],
      },
    ],
  });

  expect(block.skipped).toBe(9);
  expect(block.rows.map(({ kind, before, after }) => [kind, before?.number, after?.number])).toEqual([
    ['same', 10, 10],
    ['changed', 11, 11],
    ['added', undefined, 12],
    ['same', 12, 13],
  ]);
});

it('counts the equal lines between two places', () => {
  const blocks = diffBlocks({
    hunks: [
      { fromLine: 1, toLine: 1, lines: [line('removed', 'a')] },
      { fromLine: 9, toLine: 8, lines: [line('added', 'b')] },
    ],
  });

  expect(blocks.map(({ skipped }) => skipped)).toEqual([0, 7]);
});

it('marks the words in which two lines differ', () => {
  const [before, after] = partsOf(' ip address 10.0.0.1 24', ' ip address 10.0.0.9 24');

  expect(before.filter(({ isOther }) => isOther).map(({ text }) => text)).toEqual(['1']);
  expect(after.filter(({ isOther }) => isOther).map(({ text }) => text)).toEqual(['9']);
  expect(before.map(({ text }) => text).join('')).toBe(' ip address 10.0.0.1 24');
});

it('marks nothing in lines that have no word in common, or are too long', () => {
  expect(partsOf('shutdown', 'speed auto')).toEqual([
    [{ text: 'shutdown', isOther: false }],
    [{ text: 'speed auto', isOther: false }],
  ]);
  expect(partsOf('a '.repeat(500), 'b '.repeat(500))[0]).toHaveLength(1);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DiffLine, diffLines } from './diff-lines.ts';

const words = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 14 });

/** All lines of a difference that are on one side, hunk by hunk. */
function side(lines: readonly DiffLine[], not: DiffLine['op']): string[] {
  return lines.filter(({ op }) => op !== not).map(({ text }) => text);
}

/** Length of the longest sequence of lines that both have: the slow way, to compare with. */
function common(before: readonly string[], after: readonly string[]): number {
  const best = [...before, ''].map(() => [...after, ''].map(() => 0));
  for (let x = before.length - 1; x >= 0; x--)
    for (let y = after.length - 1; y >= 0; y--)
      best[x][y] = before[x] === after[y] ? best[x + 1][y + 1] + 1 : Math.max(best[x + 1][y], best[x][y + 1]);
  return best[0][0];
}

test('the difference is as small as it can be, and its hunks stand where they say', () => {
  fc.assert(
    fc.property(words, words, (before, after) => {
      // A text without lines is a text with one empty line.
      const [from, to] = [before.length ? before : [''], after.length ? after : ['']];

      const { added, removed, hunks } = diffLines(from.join('\n'), to.join('\n'));

      expect([from.length - removed, to.length - added]).toEqual([common(from, to), common(from, to)]);
      for (const { fromLine, toLine, lines } of hunks) {
        const [old, now] = [side(lines, 'added'), side(lines, 'removed')];
        expect(from.slice(fromLine - 1, fromLine - 1 + old.length)).toEqual(old);
        expect(to.slice(toLine - 1, toLine - 1 + now.length)).toEqual(now);
      }
    }),
  );
});

test('a change is shown with three lines around it, changes far from each other apart', () => {
  const before = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  const after = before.with(4, 'changed').toSpliced(25, 1);

  const { added, removed, hunks } = diffLines(before.join('\n'), after.join('\n'));

  expect([added, removed]).toEqual([1, 2]);
  expect(hunks.map(({ fromLine, toLine, lines }) => [fromLine, toLine, lines.length])).toEqual([
    [2, 2, 8],
    [23, 23, 7],
  ]);
  expect(hunks[0]?.lines.filter(({ op }) => op !== 'same')).toEqual([
    { op: 'removed', text: 'line 5' },
    { op: 'added', text: 'changed' },
  ]);
});

test('equal texts have no hunk', () => {
  expect(diffLines('a\nb', 'a\nb')).toEqual({ added: 0, removed: 0, hunks: [] });
});

test('texts with thousands of different lines are told as one block, in bounded memory', () => {
  const lines = (prefix: string) => Array.from({ length: 5_000 }, (_, index) => `${prefix}${index}`);
  const before = ['same', ...lines('a'), 'end'].join('\n');
  const after = ['same', ...lines('b'), 'end'].join('\n');

  const { added, removed, hunks } = diffLines(before, after);

  expect([added, removed, hunks.length]).toEqual([5_000, 5_000, 1]);
});

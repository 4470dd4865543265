import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sender } from './sender.ts';
import { MAX_RANGES } from './sequence-ranges.ts';

const fresh = (noticesBeginning = true) =>
  new Sender('a e', { ranges: [], floor: 0, gaps: [], seenAtMs: 0 }, noticesBeginning);

const open = ({ gaps }: Sender) =>
  gaps
    .filter(({ returnedAtMs }) => returnedAtMs === null)
    .map(({ from, to, missing }) => [from, to, missing]);

describe('gaps', () => {
  test('what is missing before the first that comes is noticed, and closes when it comes', () => {
    const sender = fresh();
    sender.take(4, 10);
    sender.take(1, 20);
    sender.take(3, 30);
    expect(open(sender)).toEqual([[1, 3, 1]]);

    sender.take(2, 40);

    expect(sender.gaps).toEqual([{ from: 1, to: 3, missing: 0, lost: 0, noticedAtMs: 10, returnedAtMs: 40 }]);
  });

  test('a life whose beginning came to somebody else is not missed from the first on', () => {
    const sender = fresh(false);

    sender.take(4, 10);
    sender.take(6, 10);

    expect(open(sender)).toEqual([[5, 5, 1]]);
  });

  test('what was refused is missed by nobody', () => {
    const sender = fresh();
    sender.take(1, 10);
    sender.take(4, 10);

    sender.refuse(2, 20);
    sender.refuse(3, 30);
    sender.refuse(5, 40);
    sender.take(6, 50);

    expect(open(sender)).toEqual([]);
    expect(sender.gaps).toEqual([{ from: 2, to: 3, missing: 0, lost: 2, noticedAtMs: 10, returnedAtMs: 30 }]);
  });

  test('what the agent has lost closes its gap, and is remembered as lost', () => {
    const sender = fresh();
    sender.take(1, 10);
    sender.take(10, 10);
    sender.take(5, 15);

    sender.lose(2, 12, 20);
    sender.take(13, 30);

    expect(open(sender)).toEqual([]);
    expect(sender.gaps.map(({ from, to, lost }) => [from, to, lost])).toEqual([
      [2, 9, 7],
      [11, 12, 2],
    ]);
  });

  test('with too many holes the oldest are given up: named, counted, and told from what has come', () => {
    const sender = fresh();

    for (let index = 0; index <= MAX_RANGES + 1; index++) sender.take(2 + index * 2, 10);

    expect(sender.sequences.ranges).toHaveLength(MAX_RANGES);
    expect(sender.givenUp).toBe(2);
    expect(sender.gaps.filter(({ lost }) => lost > 0).map(({ from, to }) => [from, to])).toEqual([
      [1, 1],
      [3, 3],
    ]);
    expect(sender.hasGivenUp(3)).toBe(true);
    expect(sender.knows(3)).toBe(false);
    expect(sender.hasGivenUp(5)).toBe(false);
    expect(open(sender)).toHaveLength(MAX_RANGES);
  });
});

test('whatever comes, is refused, is lost or is taken back: open gaps are exactly what is missing', () => {
  const sequence = fc.integer({ min: 1, max: 60 });
  const step = fc.oneof(
    fc.record({ kind: fc.constant('take' as const), sequences: fc.array(sequence, { maxLength: 8 }) }),
    fc.record({ kind: fc.constant('refuse' as const), sequences: fc.array(sequence, { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('failed' as const), sequences: fc.array(sequence, { maxLength: 8 }) }),
    fc.record({ kind: fc.constant('lose' as const), sequences: fc.tuple(sequence, sequence) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let sender = fresh();
      const settled = new Set<number>();
      for (const [at, { kind, sequences }] of steps.entries()) {
        if (kind === 'lose') {
          const [from, to] = sequences.toSorted((a, b) => a - b);
          sender.lose(from, to, at);
          for (let each = from; each <= to; each++) settled.add(each);
        } else if (kind === 'failed') {
          const taken = sequences.filter((each, index) => {
            const isRefused = index % 2 === 1;
            if (isRefused && !sender.knows(each)) return sender.refuse(each, at) === undefined;
            return sender.take(each, at);
          });
          const refused = new Set(taken.filter((each) => sequences.indexOf(each) % 2 === 1));
          for (const each of taken.reverse()) sender.giveBack(each, refused.has(each));
        } else {
          for (const each of sequences) {
            if (kind === 'take') expect(sender.take(each, at)).toBe(!settled.has(each));
            else sender.refuse(each, at);
            settled.add(each);
          }
        }
        if (at % 5 === 4) sender = new Sender('a e', structuredClone(sender.save()), true);
      }

      const highest = Math.max(0, ...settled);
      const missing: number[] = [];
      for (let each = 1; each <= highest; each++) if (!settled.has(each)) missing.push(each);
      const named = sender.gaps.filter(({ returnedAtMs }) => returnedAtMs === null);
      expect(named.reduce((sum, gap) => sum + gap.missing, 0)).toBe(missing.length);
      for (const each of missing) expect(named.some(({ from, to }) => from <= each && each <= to)).toBe(true);
      for (let each = 1; each <= 61; each++) expect(sender.knows(each)).toBe(settled.has(each));
    }),
    { numRuns: 300 },
  );
});

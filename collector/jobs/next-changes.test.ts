import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NextChanges } from './next-changes.ts';

test('what is due is what a list of all would say', () => {
  const step = fc.oneof(
    fc.record({
      id: fc.integer({ min: 0, max: 9 }).map(String),
      atMs: fc.option(fc.nat(100), { nil: undefined }),
    }),
    fc.nat(100),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const next = new NextChanges();
      const all = new Map<string, number>();
      for (const one of steps) {
        if (typeof one === 'number') {
          const due = [...all].filter(([, atMs]) => atMs <= one).map(([id]) => id);
          expect(next.take(one).sort()).toEqual(due.sort());
          for (const id of due) all.delete(id);
        } else {
          next.set(one.id, one.atMs);
          all.delete(one.id);
          if (one.atMs !== undefined) all.set(one.id, one.atMs);
        }
        expect(next.size).toBe(all.size);
      }
    }),
  );
});

test('moments that are put off again and again do not pile up, and their order stays', () => {
  const next = new NextChanges();
  for (let round = 0; round < 200; round++)
    for (let id = 0; id < 50; id++) next.set(`${id}`, 1_000_000 - round * 50 - id);

  const taken: string[] = [];
  for (let atMs = 980_000; taken.length < 50; atMs++) taken.push(...next.take(atMs));
  expect(taken).toEqual(Array.from({ length: 50 }, (_, index) => `${49 - index}`));
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LiveSelection } from '#protocol/live.ts';
import type { Caller } from '../api/call.ts';
import { Fleet } from './fleet.ts';
import { createFrames } from './frames.ts';
import { SETTLE_MS, ShownValues } from './shown-values.ts';

const api = { getBytes: async () => ({ type: 'x', body: new ArrayBuffer(0) }) } as unknown as Caller;

let open: string[][];
let asked: number;
let shown: ShownValues;
const ids = (from: number, count: number) => Array.from({ length: count }, (_, at) => `t${from + at}`);

beforeEach(() => {
  vi.useFakeTimers();
  open = [];
  asked = 0;
  const fleet = new Fleet(createFrames(() => undefined));
  const place = { host: '', address: '', room: '', rack: '', zone: '', organisation: '' };
  fleet.setList({
    revision: 1,
    version: 1,
    truncatedAt: null,
    organisations: [],
    systems: [],
    targets: ids(0, 1_000).map((id) => ({ id, name: id, kind: 'ups', ...place })),
    hearings: ids(0, 1_000).map(() => ({ heardAtMs: 0, intervalMs: 0, heardBy: 0, silent: false })),
  });
  const live = {
    subscribe({ metrics, targets = [] }: LiveSelection) {
      if (metrics.length > 1) return () => undefined;
      asked++;
      open.push(targets);
      return () => void open.splice(open.indexOf(targets), 1);
    },
  };
  shown = new ShownValues({ fleet, live, api, now: () => 0 });
});
afterEach(() => {
  shown.end();
  vi.useRealTimers();
});

const scrollTo = async (from: number): Promise<void> => {
  shown.show(ids(from, 30));
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
};

test('the first picture is watched at once, and what scrolls in only for itself', async () => {
  shown.show(ids(0, 30));
  expect(open).toEqual([ids(0, 30)]);

  await scrollTo(10);

  expect(open).toEqual([ids(0, 30), ids(30, 10)]);
});

test('while somebody scrolls nothing is asked, and what has left is ended', async () => {
  shown.show(ids(0, 30));
  for (let from = 1; from <= 500; from++) shown.show(ids(from, 30));
  expect(asked).toBe(1);

  await vi.advanceTimersByTimeAsync(SETTLE_MS);

  expect(open).toEqual([ids(500, 30)]);
});

test('however long somebody scrolls slowly, there are only a few subscriptions', async () => {
  for (let from = 0; from <= 300; from += 3) {
    await scrollTo(from);
    expect(open.length).toBeLessThanOrEqual(7);
    const watched = new Set(open.flat());
    expect(ids(from, 30).every((id) => watched.has(id))).toBe(true);
  }
});

test('nothing is watched any more once nobody looks', async () => {
  await scrollTo(0);
  shown.show(ids(40, 5));
  shown.end();
  await vi.advanceTimersByTimeAsync(1_000);

  expect(open).toEqual([]);
});

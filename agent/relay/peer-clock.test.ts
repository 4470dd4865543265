import { expect, test } from 'vitest';
import { createPeerClock } from './peer-clock.ts';

const MINUTE = 60_000;

test('of several messages the one counts that took least', () => {
  const clock = createPeerClock(0);

  for (const [sentMs, arrivedMs] of [
    [1_000, 3_000],
    [5_000, 5_100],
    [9_000, 12_000],
  ] as const)
    clock.heard(sentMs, arrivedMs);

  expect(clock.aheadMs).toBe(-100);
});

test('what was seen is forgotten after two minutes', () => {
  const clock = createPeerClock(0);
  clock.heard(10_000, 10_000);

  clock.heard(10_000 + 3 * MINUTE - 500, 10_000 + 3 * MINUTE);

  expect(clock.aheadMs).toBe(-500);
});

test.each([
  ['ahead', 3_600_000],
  ['back', -3_600_000],
])('a clock that is set %s is believed with the next message', (_way, byMs) => {
  const clock = createPeerClock(0);
  clock.heard(1_000, 1_000);

  clock.heard(2_000 + byMs, 2_000);

  expect(clock.aheadMs).toBe(byMs);
});

test('before anything was heard it is what was known before', () => {
  expect(createPeerClock(-90_000).aheadMs).toBe(-90_000);
});

import { describe, expect, test } from 'vitest';
import { SenderClock } from './sender-clock.ts';

const HOUR_MS = 3_600_000;
const START = 1_800_000_000_000;

/** A sender whose messages take their time on a line that is asked for its round trip like an agent's socket. */
class Line {
  readonly clock = new SenderClock();
  nowMs = START;
  skewMs: number;
  #saidMs = START;

  constructor(skewMs: number) {
    this.skewMs = skewMs;
  }

  /** A message that was `delayMs` on its way; returns the correction. */
  message(delayMs: number): number {
    const sentMs = this.nowMs + this.skewMs;
    this.nowMs += delayMs;
    return this.clock.heard(sentMs, this.nowMs, this.#saidMs);
  }

  /** A question whose answer took this long, both ways. */
  ask(roundTripMs: number): void {
    this.#saidMs = this.nowMs;
    this.nowMs += roundTripMs;
    this.clock.answered(roundTripMs, this.nowMs);
  }

  wait(ms: number): void {
    this.nowMs += ms;
  }
}

test('a right clock is not corrected, and shows its skew to within the round trip', () => {
  const line = new Line(-20);
  line.ask(10);

  expect(line.message(4)).toBe(0);
  expect(line.clock.skewMs).toBeGreaterThanOrEqual(-20);
  expect(line.clock.skewMs).toBeLessThanOrEqual(-10);
});

test.each([HOUR_MS, -HOUR_MS, 90_000, -90_000])(
  'a clock that is off by %i ms is corrected from the first message on',
  (skewMs) => {
    const line = new Line(skewMs);
    line.ask(5);

    expect(Math.abs(line.message(2) - skewMs)).toBeLessThan(10);
    line.wait(10_000);
    expect(Math.abs(line.message(800) - skewMs)).toBeLessThan(10);
  },
);

describe('a message that was long on its way does not shift what is in it', () => {
  test('when others were quick', () => {
    const line = new Line(0);
    line.ask(5);
    line.message(2);
    line.wait(10_000);

    expect(line.message(100_000)).toBe(0);
    expect(line.message(3)).toBe(0);
  });

  test('when it is the very first', () => {
    const line = new Line(0);
    line.ask(5);
    const fresh = new Line(0);

    expect(line.message(100_000)).toBe(0);
    expect(fresh.message(100_000)).toBe(0);
  });

  test('when the line is jammed for long, so that answers are late as well', () => {
    const line = new Line(0);
    line.ask(5);
    line.message(2);

    for (let step = 0; step < 20; step++) {
      line.ask(95_000);
      expect(line.message(100_000)).toBe(0);
    }
    expect(line.clock.skewMs).toBeGreaterThan(-10_000);
  });
});

describe('a clock that was set', () => {
  test.each([
    [8 * HOUR_MS, 0],
    [-8 * HOUR_MS, 0],
    [0, -HOUR_MS],
    [0, HOUR_MS],
  ])('from %i to %i ms is believed with the next message', (before, after) => {
    const line = new Line(before);
    line.ask(5);
    line.message(2);
    line.wait(20_000);
    line.ask(5);
    line.message(2);

    line.skewMs = after;
    line.wait(10_000);

    expect(Math.abs(line.message(2) - after)).toBeLessThan(10);
    for (let step = 0; step < 20; step++) {
      line.wait(10_000);
      if (step % 3 === 0) line.ask(5);
      expect(Math.abs(line.message(2) - after)).toBeLessThan(10);
    }
  });
});

test('a correction is steady while the line is not', () => {
  const line = new Line(-HOUR_MS);
  line.ask(100);
  const first = line.message(80);

  for (const delayMs of [10, 200, 50, 5, 300]) {
    line.wait(10_000);
    expect(line.message(delayMs)).toBe(first);
  }
});

test('a clock that comes closer is corrected until it is nearly right', () => {
  const line = new Line(70_000);
  line.ask(5);
  expect(line.message(1)).toBeGreaterThan(60_000);

  line.skewMs = 45_000;
  line.wait(180_000);
  line.ask(5);
  expect(line.message(1)).toBeGreaterThan(40_000);
  line.skewMs = 20_000;
  line.wait(180_000);
  line.ask(5);
  expect(line.message(1)).toBe(0);
});

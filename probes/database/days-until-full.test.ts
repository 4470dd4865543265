import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addUse, daysUntilFull, newHistory, savedHistory } from './days-until-full.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 5);
const GB = 1024 ** 3;

/** Uses of a space, one for each step of time. */
function watch(steps: number, everyMs: number, use: (step: number) => number, history = newHistory()) {
  for (let step = 0; step < steps; step++) addUse(history, START + step * everyMs, use(step));
  return { history, used: use(steps - 1), days: daysUntilFull(history, use(steps - 1), 100 * GB) };
}

describe('a space', () => {
  it('that grows slowly is full when the line of its days says so', () => {
    // 1 GB a day from 40 GB: 46 GB after six days, 54 days are left.
    expect(watch(6 * 24 + 1, HOUR, (hour) => (40 + hour / 24) * GB).days).toBeCloseTo(54, 0);
  });

  it('keeps that line over nights on which it shrinks and days that are missing', () => {
    const use = (hour: number) => (40 + hour / 24 + (hour % 24 < 6 ? 0.3 : 0)) * GB;
    const { history } = watch(7 * 24, HOUR, (hour) => (hour > 50 && hour < 70 ? Number.NaN : use(hour)));

    expect(daysUntilFull(history, use(167), 100 * GB)).toBeGreaterThan(50);
    expect(daysUntilFull(history, use(167), 100 * GB)).toBeLessThan(57);
  });

  it('that fills fast is seen within six minutes, after days of rest too', () => {
    // 1 GB a minute from 50 GB: after six minutes 44 GB and as many minutes are left.
    const rest = watch(3 * 24 * 60, MINUTE, () => 50 * GB);
    const fill = (minute: number) => (50 + minute) * GB;
    for (let minute = 1; minute <= 6; minute++)
      addUse(rest.history, START + (3 * 24 * 60 - 1 + minute) * MINUTE, fill(minute));

    expect(rest.days).toBe(3_650);
    expect(daysUntilFull(rest.history, fill(6), 100 * GB) * 24 * 60).toBeCloseTo(44, 0);
  });

  it('that is asked every ten seconds or five minutes is seen as well', () => {
    expect(watch(60, 10_000, (step) => (50 + step / 6) * GB).days * 24 * 60).toBeCloseTo(40, 0);
    expect(watch(12, 5 * MINUTE, (step) => (20 + step) * GB).days * 24 * 60).toBeCloseTo(5 * 69, -1);
  });

  it('that stops to fill is safe again', () => {
    const { history } = watch(30, MINUTE, (minute) => (40 + minute) * GB);
    for (let minute = 30; minute < 40; minute++) addUse(history, START + minute * MINUTE, 69 * GB);

    expect(daysUntilFull(history, 69 * GB, 100 * GB)).toBe(3_650);
  });

  it('is not full soon because of one jump, or of growth that would have to last for days', () => {
    expect(watch(30, MINUTE, (minute) => (minute < 25 ? 20 : 60) * GB).days).toBe(3_650);
    // Two per cent in the hour of a nightly job.
    expect(watch(60, MINUTE, (minute) => (50 + minute / 30) * GB).days).toBe(3_650);
  });

  it('that shrinks is never full', () => {
    expect(watch(60, MINUTE, (minute) => (90 - minute / 10) * GB).days).toBe(3_650);
    expect(watch(5 * 24, HOUR, (hour) => (90 - hour / 10) * GB).days).toBe(3_650);
  });

  it('is full at its limit and beyond, and unknown before five values', () => {
    expect(watch(1, MINUTE, () => 100 * GB).days).toBe(0);
    expect(watch(1, MINUTE, () => 101 * GB).days).toBe(0);
    expect(watch(4, MINUTE, () => 50 * GB).days).toBeNaN();
    expect(watch(9, MINUTE, () => Number.NaN).days).toBeNaN();
  });

  it('that only moves up and down is never full soon', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 88, max: 90, noNaN: true }), { minLength: 60, maxLength: 300 }),
        (uses) => {
          for (const everyMs of [MINUTE, HOUR])
            expect(watch(uses.length, everyMs, (step) => (uses[step] as number) * GB).days).toBeGreaterThan(
              7,
            );
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });

  it('keeps its days over the end of the program, and not what a clock that was wrong has seen', () => {
    const use = (hour: number) => (40 + hour / 24) * GB;
    const { history, days } = watch(6 * 24 + 1, HOUR, use);

    const again = newHistory(JSON.parse(JSON.stringify(savedHistory(history))));
    expect(daysUntilFull(again, use(6 * 24), 100 * GB)).toBeCloseTo(days, 1);
    expect(JSON.stringify(savedHistory(history)).length).toBeLessThan(1_500);

    addUse(again, START - 400 * 24 * HOUR, 40 * GB);
    expect(daysUntilFull(again, 40 * GB, 100 * GB)).toBeNaN();
  });
});

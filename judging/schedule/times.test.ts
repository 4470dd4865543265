import { describe, expect, test } from 'vitest';
import type { Times } from '#protocol/clock-times.ts';
import { CronError, parseCron } from './cron.ts';
import { timesAfter, timesBetween } from './times.ts';
import { chinaCalendar } from './working-days.ts';

const china = chinaCalendar();
const SHANGHAI = 'Asia/Shanghai';
const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(`${text}:00+08:00`);
const holds = (times: Times, time: string) =>
  timesBetween(times, { fromMs: at(time), toMs: at(time) + 1 }, SHANGHAI, china).length > 0;

test('once is from the one moment to the other', () => {
  const once: Times = { kind: 'once', fromMs: at('2026-03-04T22:00'), toMs: at('2026-03-05T02:00') };

  expect(holds(once, '2026-03-04T21:59')).toBe(false);
  expect(holds(once, '2026-03-04T22:00')).toBe(true);
  expect(holds(once, '2026-03-05T02:00')).toBe(false);
});

describe('again and again', () => {
  const nightly: Times = {
    kind: 'repeated',
    cron: '0 23 * * *',
    durationMs: 2 * HOUR_MS,
    fromMs: at('2026-03-04T23:30'),
    untilMs: at('2026-03-06T23:30'),
  };

  test('holds for as long as it lasts after each time, within its own first and last moment', () => {
    expect(holds(nightly, '2026-03-04T23:29')).toBe(false);
    expect(holds(nightly, '2026-03-04T23:30')).toBe(true);
    expect(holds(nightly, '2026-03-05T01:00')).toBe(false);
    expect([...timesAfter(nightly, at('2026-03-01T00:00'), SHANGHAI, china)]).toEqual([
      { fromMs: at('2026-03-04T23:30'), toMs: at('2026-03-05T01:00') },
      { fromMs: at('2026-03-05T23:00'), toMs: at('2026-03-06T01:00') },
      { fromMs: at('2026-03-06T23:00'), toMs: at('2026-03-06T23:30') },
    ]);
  });

  test('runs that overlap are one stretch', () => {
    const endless: Times = { ...nightly, cron: '0 */6 * * *', durationMs: 7 * HOUR_MS };

    expect([...timesAfter(endless, at('2026-03-01T00:00'), SHANGHAI, china)]).toEqual([
      { fromMs: at('2026-03-04T23:30'), toMs: at('2026-03-06T23:30') },
    ]);
  });

  test('with no end and no gap it is cut, and goes on at the cut', () => {
    const always: Times = { ...nightly, cron: '* * * * *', durationMs: HOUR_MS, untilMs: null };

    const [first, second] = timesAfter(always, at('2026-03-05T00:00'), SHANGHAI, china);

    expect(first?.toMs).toBeGreaterThan(at('2026-03-05T12:00'));
    expect(second?.fromMs).toBe(first?.toMs);
  });

  test.each([
    ['*/7 * * * *', 5],
    ['*/7 * * * *', 7],
    ['0 */5 * * *', 299],
    ['0 */5 * * *', 400],
    ['30 2 * * *', 1440],
    ['30 2 * * *', 1500],
    ['15,50 1-3 * * *', 40],
  ])('%s for %d minutes is what one finds run by run, also where clocks change', (cron, minutes) => {
    const durationMs = minutes * 60_000;
    for (const fromMs of [Date.UTC(2024, 2, 30, 22), Date.UTC(2024, 9, 26, 22)]) {
      const span = { fromMs, toMs: fromMs + 7 * HOUR_MS };
      const times: Times = { kind: 'repeated', cron, durationMs, fromMs, untilMs: null };
      const runs = parseCron(cron, 'Europe/Berlin');
      const minutesHeld: number[] = [];
      for (let at = span.fromMs; at < span.toMs; at += 60_000)
        if (at - (runs.previous(at) as number) < durationMs) minutesHeld.push(at);

      const found = timesBetween(times, span, 'Europe/Berlin', china);

      const isIn = (at: number) => found.some((each) => each.fromMs <= at && at < each.toMs);
      const inFound: number[] = [];
      for (let at = span.fromMs; at < span.toMs; at += 60_000) if (isIn(at)) inFound.push(at);
      expect(inFound).toEqual(minutesHeld);
    }
  });

  test('a run each minute that lasts a month is looked through in leaps', () => {
    const dense: Times = { ...nightly, cron: '* * * * *', durationMs: 31 * 24 * HOUR_MS, untilMs: null };
    const [first] = timesAfter(dense, at('2026-03-05T00:00'), SHANGHAI, china);

    expect(first?.toMs).toBeGreaterThan(at('2027-01-01T00:00'));
  });

  test('when clocks are put forward it still comes, and lasts as long', () => {
    const berlin: Times = {
      ...nightly,
      cron: '30 2 * * *',
      fromMs: Date.UTC(2024, 2, 30, 12),
      untilMs: null,
    };
    const [first] = timesAfter(berlin, Date.UTC(2024, 2, 30, 12), 'Europe/Berlin', china);

    // 02:30 is skipped: the clock jumps from 02:00 to 03:00, which is 01:00 UTC.
    expect(first).toEqual({ fromMs: Date.UTC(2024, 2, 31, 1), toMs: Date.UTC(2024, 2, 31, 3) });
  });

  test('an expression that is none is named', () => {
    expect(() => holds({ ...nightly, cron: 'every night' }, '2026-03-05T00:00')).toThrow(CronError);
  });
});

test('by hours of the week, within its own first and last moment', () => {
  const hours: Times = {
    kind: 'hours',
    hours: [{ days: ['working'], from: '22:00', to: '02:00' }],
    fromMs: at('2026-02-12T00:00'),
    untilMs: at('2026-02-15T01:00'),
  };

  expect(
    timesBetween(hours, { fromMs: at('2026-02-13T01:00'), toMs: at('2026-03-01T00:00') }, SHANGHAI, china),
  ).toEqual([
    { fromMs: at('2026-02-13T01:00'), toMs: at('2026-02-13T02:00') },
    { fromMs: at('2026-02-13T22:00'), toMs: at('2026-02-14T02:00') },
    // The Saturday is one of work; its night is cut by the end of all.
    { fromMs: at('2026-02-14T22:00'), toMs: at('2026-02-15T01:00') },
  ]);
  expect(holds(hours, '2026-02-15T01:00')).toBe(false);
  expect([...timesAfter(hours, at('2026-02-15T01:00'), SHANGHAI, china)]).toEqual([]);
});

test('hours without a span hold from the first moment for ever', () => {
  const always: Times = { kind: 'hours', hours: [], fromMs: at('2026-03-04T00:00'), untilMs: null };

  expect(holds(always, '2040-01-01T00:00')).toBe(true);
  expect([...timesAfter(always, at('2026-03-03T00:00'), SHANGHAI, china)]).toEqual([
    { fromMs: at('2026-03-04T00:00'), toMs: Number.POSITIVE_INFINITY },
  ]);
});

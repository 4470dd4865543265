import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, dayOf, dayText, instantOf, localDay, parseDay, partsOf, weekdayOf } from './civil.ts';
import { JUMPS, minutesBetween, shownAt } from './test-clock.ts';

const anyDay = fc.integer({ min: dayOf(1990, 1, 1), max: dayOf(2090, 1, 1) });

test('a day is the same as text and as parts', () => {
  fc.assert(
    fc.property(anyDay, (day) => {
      const { year, month, date } = partsOf(day);
      expect(dayOf(year, month, date)).toBe(day);
      expect(parseDay(dayText(day))).toBe(day);
      expect(weekdayOf(day) % 7).toBe(new Date(day * DAY_MS).getUTCDay());
    }),
  );
});

test.each(['2024-02-30', '2023-02-29', '2024-2-1', '2024-13-01', 'today', ''])('%s is no day', (text) => {
  expect(parseDay(text)).toBeUndefined();
});

test('the day of a moment is the one that the clock on the wall shows', () => {
  const moment = fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2035, 0, 1) });
  const zone = fc.constantFrom(...JUMPS.map(([name]) => name), 'Pacific/Apia', 'America/New_York');
  fc.assert(
    fc.property(zone, moment, (name, atMs) => {
      expect(shownAt(name, atMs).text.slice(0, 10)).toBe(dayText(localDay(name, atMs)));
    }),
  );
});

test.each(JUMPS)('in %s around %s a time of day is the first minute that is not before it', (zone, text) => {
  const day = parseDay(text) as number;
  const shown = [...minutesBetween(zone, (day - 1) * DAY_MS, (day + 2) * DAY_MS)];

  for (let minutes = 0; minutes < 1_440; minutes += 5) {
    const wanted = new Date(day * DAY_MS + minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ');
    const first = shown.find(([, clock]) => clock.text >= wanted);
    expect(instantOf(zone, day, minutes), wanted).toBe(first?.[0]);
  }
});

test('24:00 is the midnight that ends the day', () => {
  expect(instantOf('Asia/Shanghai', dayOf(2024, 12, 31), 1_440)).toBe(Date.UTC(2024, 11, 31, 16));
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, parseDay } from './civil.ts';
import { parseCron } from './cron.ts';
import { JUMPS, minutesBetween, type Shown } from './test-clock.ts';

const iso = (atMs: number | undefined) => (atMs === undefined ? undefined : new Date(atMs).toISOString());

describe('what a field may say', () => {
  const first = (expression: string, from = '2024-01-01T00:00:00Z') =>
    iso(parseCron(expression, 'Asia/Shanghai').next(Date.parse(from)));

  test.each([
    ['30 2 * * *', '2024-01-01T18:30:00.000Z'],
    ['0 9 * * MON-FRI', '2024-01-01T01:00:00.000Z'],
    ['0 9 * * 7', '2024-01-07T01:00:00.000Z'],
    ['0 0 L * *', '2024-01-30T16:00:00.000Z'],
    ['0 0 * * 5L', '2024-01-25T16:00:00.000Z'],
    ['*/7 3 1-10/3 JAN,feb *', '2024-01-03T19:00:00.000Z'],
    ['0 0 29 2 *', '2024-02-28T16:00:00.000Z'],
    // Day and weekday: either will do.
    ['0 0 13 * 5', '2024-01-04T16:00:00.000Z'],
    ['@daily', '2024-01-01T16:00:00.000Z'],
    ['@monthly', '2024-01-31T16:00:00.000Z'],
  ])('%s', (expression, expected) => {
    expect(first(expression)).toBe(expected);
  });

  test.each([
    ['0 0 31 2 *', 'never comes: there is no such day'],
    ['0 0 30 feb *', 'never comes: there is no such day'],
    ['0 0 32 * *', 'is none: Invalid value for day'],
    ['60 0 * * *', 'is none: Invalid value for minute'],
    ['0 0 * *', 'is none:'],
    ['0 0 * * * *', 'is none:'],
    ['? 0 * * *', 'has a "?": use "*"'],
    ['every day', 'is none:'],
    ['@reboot', 'is none:'],
  ])('%s is refused', (expression, why) => {
    expect(() => parseCron(expression, 'Asia/Shanghai')).toThrow(
      `the cron expression "${expression}" ${why}`,
    );
  });
});

/** A field as a list of numbers, and how it is written. */
const field = (min: number, max: number): fc.Arbitrary<{ text: string; values: ReadonlySet<number> }> =>
  fc.oneof(
    { arbitrary: fc.constant({ text: '*', values: range(min, max, 1) }), weight: 2 },
    fc
      .integer({ min: 2, max: Math.min(13, max) })
      .map((step) => ({ text: `*/${step}`, values: range(min, max, step) })),
    fc.integer({ min, max }).map((one) => ({ text: `${one}`, values: new Set([one]) })),
    fc
      .uniqueArray(fc.integer({ min, max }), { minLength: 2, maxLength: 3 })
      .map((list) => ({ text: list.join(','), values: new Set(list) })),
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min, max }), fc.integer({ min: 1, max: 4 }))
      .map(([a, b, step]) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        return { text: `${low}-${high}/${step}`, values: range(low, high, step) };
      }),
  );

function range(min: number, max: number, step: number): ReadonlySet<number> {
  return new Set(
    Array.from({ length: Math.floor((max - min) / step) + 1 }, (_, index) => min + index * step),
  );
}

/**
 * The minutes at which a wall clock shows a match. Fixed times come once a day, at the jump where the clock skips
 * them; with a wildcard or a step every minute that is shown counts.
 */
function reference(
  fields: { minute: Fields; hour: Fields; date: Fields; weekday: Fields },
  shown: readonly (readonly [number, Shown])[],
): number[] {
  const { minute, hour, date, weekday } = fields;
  const isFixed = !/[*/]/.test(minute.text + hour.text);
  const either = date.text !== '*' && weekday.text !== '*';
  const dayMatches = (clock: Shown) => {
    const [one, other] = [date.values.has(clock.date), weekday.values.has(clock.weekday)];
    return either ? one || other : one && other;
  };
  const matches = (clock: Shown) =>
    minute.values.has(clock.minute) && hour.values.has(clock.hour) && dayMatches(clock);
  const found: number[] = [];
  const seen = new Set<string>();
  let before: Shown | undefined;
  for (const [atMs, clock] of shown) {
    const skipped = before && isFixed ? skippedBetween(before, clock) : [];
    const isDue = matches(clock) && !(isFixed && seen.has(clock.text));
    if (isDue || skipped.some(matches)) found.push(atMs);
    seen.add(clock.text);
    before = clock;
  }
  return found;
}

type Fields = { text: string; values: ReadonlySet<number> };

function skippedBetween(before: Shown, after: Shown): Shown[] {
  const toMs = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00Z`);
  const skipped: Shown[] = [];
  for (let atMs = toMs(before.text) + 60_000; atMs < toMs(after.text); atMs += 60_000) {
    const at = new Date(atMs);
    skipped.push({
      text: '',
      month: at.getUTCMonth() + 1,
      date: at.getUTCDate(),
      weekday: at.getUTCDay(),
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
    });
  }
  return skipped;
}

describe.each(JUMPS)('in %s around %s', (zone, text) => {
  const day = parseDay(text) as number;
  const [fromMs, toMs] = [(day - 1) * DAY_MS, (day + 2) * DAY_MS];
  const shown = [...minutesBetween(zone, fromMs - DAY_MS, toMs + DAY_MS)];

  test('the times are those that a clock on the wall shows, forwards and backwards', () => {
    fc.assert(
      fc.property(field(0, 59), field(0, 23), field(1, 31), field(0, 6), (minute, hour, date, weekday) => {
        const fields = { minute, hour, date, weekday };
        const expression = `${minute.text} ${hour.text} ${date.text} * ${weekday.text}`;
        const expected = reference(fields, shown).filter((atMs) => atMs >= fromMs && atMs < toMs);
        const cron = parseCron(expression, zone);

        const forwards: number[] = [];
        for (let at = cron.next(fromMs - 1); at !== undefined && at < toMs; at = cron.next(at))
          forwards.push(at);
        const backwards: number[] = [];
        for (let at = cron.previous(toMs - 1); at !== undefined && at >= fromMs; at = cron.previous(at - 1))
          backwards.unshift(at);

        expect(differences(forwards, expected), expression).toEqual([]);
        expect(differences(backwards, expected), expression).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });
});

/** The first few times that only one of both has. */
function differences(found: readonly number[], expected: readonly number[]): string[] {
  const missing = expected.filter((atMs) => !found.includes(atMs)).map((atMs) => `misses ${iso(atMs)}`);
  const strange = found.filter((atMs) => !expected.includes(atMs)).map((atMs) => `adds ${iso(atMs)}`);
  const twice = found.length - new Set(found).size;
  return [...missing, ...strange, ...(twice > 0 ? [`${twice} twice`] : [])].slice(0, 5);
}

import { expect, test } from 'vitest';
import { chinaCalendar } from '#judging/schedule/working-days.ts';
import { AlertMatch } from '#protocol/alert-match.ts';
import type { Times } from '#protocol/clock-times.ts';
import { Silence } from '#protocol/silence.ts';
import { holdingOf } from './holding.ts';
import { hasBegun, standingOf, windowsBetween } from './windows.ts';

const HOUR = 3_600_000;
const calendar = chinaCalendar();
const berlin = { zone: 'Europe/Berlin', calendar };
const shanghai = { zone: 'Asia/Shanghai', calendar };
const at = (text: string) => Date.parse(text);

const silence = (times: Times, more: object = {}): Silence =>
  Silence.parse({
    id: 's',
    organisation: 'default',
    kind: 'silence',
    name: 's',
    match: AlertMatch.parse({}),
    times,
    createdBy: 'bob',
    createdAtMs: 0,
    endedAtMs: null,
    ...more,
  });
const nightly = (more: object = {}) =>
  silence(
    {
      kind: 'repeated',
      cron: '0 2 * * *',
      durationMs: HOUR,
      fromMs: at('2026-01-01T00:00:00Z'),
      untilMs: null,
    },
    more,
  );

test('once: it is coming, holds, and is over', () => {
  const once = silence({ kind: 'once', fromMs: 1_000, toMs: 2_000 });

  expect(standingOf(once, 999, shanghai)).toEqual({ state: 'coming', untilMs: null, nextMs: 1_000 });
  expect(standingOf(once, 1_000, shanghai)).toEqual({ state: 'active', untilMs: 2_000, nextMs: null });
  expect(standingOf(once, 2_000, shanghai)).toEqual({ state: 'ended', untilMs: null, nextMs: null });
});

// What is said on uptime-kuma#2987 and #3626: held on the first day and never again.
test('a repeated one holds every night, not only the first', () => {
  for (let day = 2; day < 30; day++) {
    const night = at(`2026-03-${String(day).padStart(2, '0')}T02:30:00+08:00`);
    expect(standingOf(nightly(), night, shanghai)).toEqual({
      state: 'active',
      untilMs: night + HOUR / 2,
      nextMs: null,
    });
    expect(standingOf(nightly(), night - HOUR, shanghai)).toMatchObject({ nextMs: night - HOUR / 2 });
  }
});

// What is said on uptime-kuma#6233: an hour off for half of the year.
test('its hours are those that clocks on the wall show, in summer and in winter', () => {
  expect(standingOf(nightly(), at('2026-01-15T01:30:00Z'), berlin).state).toBe('active');
  expect(standingOf(nightly(), at('2026-07-15T00:30:00Z'), berlin).state).toBe('active');
  expect(standingOf(nightly(), at('2026-07-15T01:30:00Z'), berlin).state).toBe('coming');
});

test('one that somebody ended holds no more, and what it covered stays', () => {
  const ended = nightly({ endedAtMs: at('2026-03-03T02:20:00+08:00') });
  const span = { fromMs: at('2026-03-02T00:00:00+08:00'), toMs: at('2026-03-09T00:00:00+08:00') };

  expect(standingOf(ended, at('2026-03-03T02:30:00+08:00'), shanghai).state).toBe('ended');
  expect(windowsBetween(ended, span, shanghai, 100)).toEqual([
    { fromMs: at('2026-03-02T02:00:00+08:00'), toMs: at('2026-03-02T03:00:00+08:00') },
    { fromMs: at('2026-03-03T02:00:00+08:00'), toMs: at('2026-03-03T02:20:00+08:00') },
  ]);
});

test('has begun only once a window has', () => {
  const hours = silence({
    kind: 'hours',
    hours: [{ days: ['sat'], from: '22:00', to: '06:00' }],
    fromMs: at('2026-03-02T00:00:00+08:00'),
    untilMs: null,
  });

  expect(hasBegun(hours, at('2026-03-07T21:59:00+08:00'), shanghai)).toBe(false);
  expect(hasBegun(hours, at('2026-03-07T22:01:00+08:00'), shanghai)).toBe(true);
  expect(standingOf(hours, at('2026-03-08T03:00:00+08:00'), shanghai)).toMatchObject({
    state: 'active',
    untilMs: at('2026-03-08T06:00:00+08:00'),
  });
});

test('of several that hold the one that ends last is named, planned work before a silence', () => {
  const alert = { target: 't', rule: 'r', severity: 'warning', labels: {} } as never;
  const place = { groups: [], meaning: undefined };
  const named = (name: string, untilMs: number | null, more: object = {}) => ({
    silence: silence({ kind: 'once', fromMs: 0, toMs: 9 }, { name, ...more }),
    untilMs,
  });
  const other = named('other', null, { match: AlertMatch.parse({ targets: ['x'] }) });

  expect(holdingOf(alert, place, [other])).toBeUndefined();
  expect(holdingOf(alert, place, [named('a', 5), named('b', 9), named('c', 7), other])?.name).toBe('b');
  expect(
    holdingOf(alert, place, [named('a', 9), named('work', 9, { kind: 'maintenance' }), named('c', 9)]),
  ).toMatchObject({ name: 'work', kind: 'maintenance', untilMs: 9 });
  expect(holdingOf(alert, place, [named('a', 9), named('for ever', null)])?.name).toBe('for ever');
});

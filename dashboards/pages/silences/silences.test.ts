import { describe, expect, test } from 'vitest';
import type { Alert } from '#protocol/alert.ts';
import type { Times } from '#protocol/clock-times.ts';
import type { Silence } from '#protocol/silence.ts';
import type { SilenceWindow } from '../../api/silences.ts';
import { en } from '../../words/en.ts';
import { createFormats } from '../../words/format.ts';
import { EVERY_ALERT } from '../settings/contacts/match-text.ts';
import { monthAfter, parseMonth, spanOfMonth, windowsByDay } from './month-windows.ts';
import { isTooMuch, quickMatches } from './quick-match.ts';
import { bodyOf, draftOf, newDraft, nextMorningMs, type SilenceDraft, timesOf } from './silence-draft.ts';
import { timesText } from './times-text.ts';

const formats = createFormats('en', 'Asia/Shanghai');
const at = (text: string) => formats.fromField(text);
const NOW_MS = at('2026-08-04 14:30');
const HOUR_MS = 3_600_000;

const silence = (times: Times): Silence => ({
  id: 's1',
  organisation: 'default',
  kind: 'silence',
  name: 'switch',
  match: { ...EVERY_ALERT, rules: ['link'] },
  times,
  comment: '',
  createdBy: 'wang',
  createdAtMs: NOW_MS,
  endedAtMs: null,
});

describe('until morning', () => {
  test.each([
    ['2026-08-04 14:30', '2026-08-05 08:00'],
    ['2026-08-04 02:00', '2026-08-04 08:00'],
    ['2026-08-04 07:30', '2026-08-05 08:00'],
    ['2026-12-31 23:59', '2027-01-01 08:00'],
  ])('from %s on is %s', (now, morning) => {
    expect(formats.field(nextMorningMs(at(now), formats))).toBe(morning);
  });

  test('is by the clocks of the zone on the day on which they change', () => {
    const berlin = createFormats('en', 'Europe/Berlin');
    const nightMs = berlin.fromField('2026-03-29 01:30');
    expect(berlin.field(nextMorningMs(nightMs, berlin))).toBe('2026-03-29 08:00');
  });
});

describe('a draft', () => {
  const typed = (change: Partial<SilenceDraft>) => ({
    ...newDraft('maintenance', NOW_MS, formats),
    name: 'x',
    ...change,
  });
  const faultsOf = (change: Partial<SilenceDraft>) => bodyOf(typed(change), NOW_MS, formats).faults;

  test('of a new silence holds for two hours, of planned work from the evening of its day', () => {
    const draft = { ...newDraft('silence', NOW_MS, formats), name: ' disk ' };
    expect(bodyOf(draft, NOW_MS, formats).body).toEqual({
      kind: 'silence',
      name: 'disk',
      comment: '',
      match: EVERY_ALERT,
      times: { kind: 'for', durationMs: 2 * HOUR_MS },
    });
    expect(newDraft('maintenance', NOW_MS, formats, '2026-08-09')).toMatchObject({
      when: 'span',
      from: '2026-08-09 20:00',
      to: '2026-08-09 22:00',
    });
    const lateMs = at('2026-08-04 20:10');
    expect(newDraft('maintenance', lateMs, formats, '2026-08-04').from).toBe('2026-08-04 21:00');
  });

  test.each<[Partial<SilenceDraft>, object]>([
    [{ name: '  ' }, { name: 'name' }],
    [{ when: 'span', from: 'soon', to: '2026-08-04 16:00' }, { from: 'moment' }],
    [{ when: 'span', from: '2026-08-04 16:00', to: '2026-08-04 16:00' }, { to: 'order' }],
    [{ when: 'span', from: '2026-08-03 16:00', to: '2026-08-04 10:00' }, { to: 'past' }],
    [{ when: 'span', from: '2026-08-04 16:00', to: '2028-08-04 16:00' }, { to: 'long' }],
    [
      { when: 'repeated', cron: ' ', durationHours: '0' },
      { cron: 'cron', durationHours: 'duration' },
    ],
    [{ when: 'repeated', cron: '0 2 * * 6', durationHours: '745' }, { durationHours: 'duration' }],
    [{ when: 'hours', hours: [] }, { hours: 'hours' }],
    [{ when: 'hours', hours: [{ days: ['sun'], from: '8', to: '24:00' }] }, { hours: 'hours' }],
    [{ when: 'repeated', cron: '0 2 * * 6', until: '2026-08-01 00:00' }, { until: 'past' }],
  ])('with %j is refused by its field', (change, faults) => {
    expect(faultsOf(change)).toEqual(faults);
  });

  test('that is changed keeps to the millisecond what nobody touched', () => {
    const times: Times = { kind: 'once', fromMs: NOW_MS + 12_345, toMs: NOW_MS + 2 * HOUR_MS + 12_345 };
    const draft = draftOf(silence(times), NOW_MS, formats);
    expect(timesOf(draft, NOW_MS, formats, times).times).toEqual(times);
    const longer = { ...draft, to: '2026-08-04 20:00' };
    expect(timesOf(longer, NOW_MS, formats, times).times).toEqual({ ...times, toMs: at('2026-08-04 20:00') });

    const odd: Times = {
      kind: 'repeated',
      cron: '0 2 * * 6',
      durationMs: 100_000_000 / 3 - 1 / 3,
      fromMs: NOW_MS,
      untilMs: null,
    };
    expect(timesOf(draftOf(silence(odd), NOW_MS, formats), NOW_MS, formats, odd).times).toEqual(odd);
  });

  test('that is made again begins now, and does not end before it begins', () => {
    const over: Times = {
      kind: 'hours',
      hours: [{ days: ['sat'], from: '01:00', to: '03:00' }],
      fromMs: at('2026-01-01 00:00'),
      untilMs: at('2026-02-01 00:00'),
    };
    const again = draftOf(silence(over), NOW_MS, formats, true);
    expect(again).toMatchObject({ when: 'hours', from: '2026-08-04 14:30', until: '' });
    expect(bodyOf(again, NOW_MS, formats).faults).toEqual({});
  });
});

test('times are told in one line', () => {
  const told = (times: Times) => timesText(times, en, formats);
  const span = (from: string, to: string): Times => ({ kind: 'once', fromMs: at(from), toMs: at(to) });
  expect(told(span('2026-08-04 14:30', '2026-08-04 16:00'))).toBe('4 Aug 14:30 – 16:00');
  expect(told(span('2026-08-04 14:30', '2026-08-05 08:00'))).toBe('4 Aug 14:30 – 5 Aug 08:00');
  expect(
    told({ kind: 'repeated', cron: '0 2 * * 6', durationMs: 2 * HOUR_MS, fromMs: 0, untilMs: NOW_MS }),
  ).toBe('cron 0 2 * * 6, 2h each time, until 4 Aug 14:30');
});

describe('a quick silence', () => {
  const alert = (organisation: string, target: string, rule: string) =>
    ({ id: `${target} ${rule}`, organisation, target, rule }) as Alert;

  test('means the targets and rules of the alerts, organisation by organisation', () => {
    const chosen = [alert('a', 'web', 'cpu'), alert('a', 'web', 'disk'), alert('b', 'db', 'cpu')];
    expect(quickMatches(chosen).map(({ organisation, match }) => ({ organisation, ...match }))).toEqual([
      { ...EVERY_ALERT, organisation: 'a', targets: ['web'], rules: ['cpu', 'disk'] },
      { ...EVERY_ALERT, organisation: 'b', targets: ['db'], rules: ['cpu'] },
    ]);
  });

  test('is refused where a match cannot name all of them', () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => alert('a', `t${n}`, 'cpu'));
    expect(isTooMuch(quickMatches(many(500)))).toBe(false);
    expect(isTooMuch(quickMatches(many(501)))).toBe(true);
  });
});

describe('the calendar', () => {
  const AUGUST = { year: 2026, month: 7 };

  test('goes from month to month over the end of the year', () => {
    expect(monthAfter({ year: 2026, month: 11 }, 1)).toEqual({ year: 2027, month: 0 });
    expect(monthAfter({ year: 2026, month: 0 }, -1)).toEqual({ year: 2025, month: 11 });
    expect(parseMonth('2026-08')).toEqual(AUGUST);
    expect([null, '2026-13', '2026-8', 'x'].map(parseMonth)).toEqual(Array(4).fill(undefined));
  });

  test('asks for the month by the clocks of the zone', () => {
    expect(spanOfMonth(AUGUST, formats)).toEqual({
      fromMs: Date.UTC(2026, 6, 31, 16),
      toMs: Date.UTC(2026, 7, 31, 16),
    });
  });

  test('puts a window on each of its days, and none on the day at whose midnight it ends', () => {
    const window = (from: string, to: string): SilenceWindow => ({
      silence: from,
      kind: 'maintenance',
      name: 'x',
      organisation: 'default',
      fromMs: at(from),
      toMs: at(to),
    });
    const found = windowsByDay(
      [window('2026-08-04 22:00', '2026-08-06 00:00'), window('2026-08-04 08:00', '2026-08-04 09:00')],
      AUGUST,
      formats,
    );
    expect([...found.keys()]).toEqual(['2026-08-04', '2026-08-05']);
    expect(found.get('2026-08-04')?.map(({ silence }) => silence)).toEqual([
      '2026-08-04 08:00',
      '2026-08-04 22:00',
    ]);
    expect(found.get('2026-08-05')).toMatchObject([{ isBegun: true, isGoingOn: false }]);
  });
});

import { describe, expect, it } from 'vitest';
import { AlertMatch } from '#protocol/alert-match.ts';
import { Hours } from '#protocol/clock-times.ts';
import { Contact } from '#protocol/contact.ts';
import { DRILL_FAILURES, type DrillCall, DrillPlan, type DrillReport } from '#protocol/drill.ts';
import { moved, offeredOf } from '../../../ui/choose-many.tsx';
import { en } from '../../../words/en.ts';
import { createFormats } from '../../../words/format.ts';
import { zhCN } from '../../../words/zh-cn.ts';
import { contactBody, contactFaults, isContactWhole, newContact } from './contact-draft.ts';
import { drillCallState, drillTally, planBody, planDraft, planFaults } from './drill-state.ts';
import { areHoursWhole, daysText, hoursText, spanFault, timeOf } from './hours.ts';
import { EVERY_ALERT, matchText } from './match-text.ts';
import { newId } from './new-id.ts';
import { beforeWhich } from './route-order.ts';

const formats = createFormats('en', 'Asia/Shanghai');

describe('hours', () => {
  it.each([
    ['8:30', '08:30'],
    ['8', '08:00'],
    ['８：３０', '08:30'],
    ['24:00', '24:00'],
    ['noon', 'noon'],
  ])('%s is meant as %s', (typed, expected) => {
    expect(timeOf(typed)).toBe(expected);
  });

  it.each([
    [{ days: ['mon'], from: '08:00', to: '18:00' }, undefined],
    [{ days: [], from: '08:00', to: '18:00' }, 'days'],
    [{ days: ['working'], from: '08:00', to: '25:00' }, 'time'],
    [{ days: ['working'], from: '8:00', to: '18:00' }, 'time'],
  ] as const)('%j has the fault %s, and the collector thinks so too', (span, fault) => {
    const given = { ...span, days: [...span.days] };
    expect(spanFault(given)).toBe(fault);
    expect(areHoursWhole([given])).toBe(Hours.safeParse([given]).success);
  });

  it('are said in one line', () => {
    const hours: Hours = [
      { days: ['working'], from: '08:30', to: '17:30' },
      { days: ['mon', 'tue', 'wed', 'sat', 'sun'], from: '22:00', to: '06:00' },
    ];
    expect(hoursText(hours, en, formats)).toBe(
      'Working days 08:30–17:30 · Mon–Wed, Sat, Sun 22:00–06:00 next day',
    );
    expect(hoursText(hours, zhCN, createFormats('zh-CN', 'Asia/Shanghai'))).toBe(
      '工作日 08:30–17:30 · 周一–周三、周六、周日 22:00–次日 06:00',
    );
    expect(hoursText([], en, formats)).toBe('');
    expect(daysText(['non_working', 'fri'], en, formats)).toBe('Days off, Fri');
  });
});

describe('a match', () => {
  const names = {
    target: (id: string) => ({ 't-1': 'web1' })[id] ?? id,
    group: (id: string) => id,
    rule: (id: string) => id,
  };

  it('of nothing is all alerts, here and for the collector', () => {
    expect(matchText(EVERY_ALERT, names, en, formats)).toBe(en.contacts.match.every);
    expect(AlertMatch.parse({})).toEqual(EVERY_ALERT);
  });

  it('says what it names, and counts what is too much to name', () => {
    const match: AlertMatch = {
      ...EVERY_ALERT,
      targets: ['t-1', 't-2', 't-3', 't-4'],
      severities: ['critical'],
      meanings: ['power'],
      labels: { path: '/var*' },
    };
    expect(matchText(match, names, en, formats)).toBe('Critical · web1, t-2, t-3 … (4) · Power · path=/var*');
  });
});

describe('choosing several', () => {
  const choices = [
    { value: 'a', text: 'web 1', detail: '10.0.0.1' },
    { value: 'b', text: 'web 2', detail: '10.0.0.2' },
    { value: 'c', text: 'db 1' },
  ];

  it('offers what holds each typed word and is not chosen yet', () => {
    const offered = (typed: string, chosen: string[] = []) =>
      offeredOf(choices, chosen, typed).map(({ value }) => value);
    expect(offered('')).toEqual(['a', 'b', 'c']);
    expect(offered('WEB 1')).toEqual(['a', 'b']);
    expect(offered('web 0.1')).toEqual(['a']);
    expect(offered('web', ['a'])).toEqual(['b']);
  });

  it('moves one entry by a place', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  });
});

describe('a contact', () => {
  const channels = [
    { name: 'sms', reaches: 'phone' as const },
    { name: 'mail', reaches: 'email' as const },
    { name: 'hook', reaches: null },
  ];
  const filled = { ...newContact('*', 'en'), name: ' Li ', phone: '13900139000 ', channels: ['sms'] };

  it('is what the collector takes', () => {
    expect(contactFaults(filled, channels)).toEqual({});
    expect(isContactWhole(filled, {})).toBe(true);
    expect(Contact.parse({ ...contactBody(filled), id: 'li' })).toMatchObject({
      name: 'Li',
      phone: '13900139000',
    });
  });

  it('needs what its channels write to', () => {
    expect(contactFaults({ ...filled, phone: '', channels: ['sms', 'mail'] }, channels)).toEqual({
      phone: 'no_phone',
      email: 'no_email',
    });
    expect(contactFaults({ ...filled, name: ' ', email: 'a@b', phone: 'x' }, channels)).toEqual({
      name: 'required',
      email: 'bad_email',
      phone: 'bad_phone',
    });
    const badHours = { ...filled, hours: [{ days: [], from: '08:00', to: '09:00' }] };
    expect(isContactWhole(badHours, {})).toBe(false);
  });
});

describe('an id of something new', () => {
  const random = (bytes: Uint8Array) => bytes.fill(10);

  it.each([
    ['Database team', 'database-team'],
    ['  Zoë!  ', 'zoe'],
    ['王建国', 'n-0a0a0a0a'],
    ['taken', 'taken-0a0a0a0a'],
    ['a'.repeat(80), 'a'.repeat(40)],
  ])('of %s is %s', (name, id) => {
    const made = newId(name, new Set(['taken']), random);
    expect(made).toBe(id);
    expect(Contact.shape.id.safeParse(made).success).toBe(true);
  });
});

it('a route moves among those of its organisation alone', () => {
  const routes = ['a', 'b', 'c', 'x', 'y'].map((id) => ({ id, organisation: id < 'm' ? 'one' : '*' }));

  expect(beforeWhich(routes, 'b', -1)).toBe('a');
  expect(beforeWhich(routes, 'a', 1)).toBe('c');
  expect(beforeWhich(routes, 'b', 1)).toBeNull();
  expect(beforeWhich(routes, 'a', -1)).toBeUndefined();
  expect(beforeWhich(routes, 'c', 1)).toBeUndefined();
  expect(beforeWhich(routes, 'x', -1)).toBeUndefined();
  expect(beforeWhich(routes, 'x', 1)).toBeNull();
});

describe('a drill', () => {
  const call = (over: Partial<DrillCall>): DrillCall => ({
    channel: 'sms',
    contact: 'li',
    name: 'Li',
    state: 'delivered',
    code: '',
    attempts: 1,
    sentAtMs: 1,
    deliveredAtMs: 2,
    answer: '',
    answeredAtMs: null,
    answeredBy: '',
    ...over,
  });
  const running = { endedAtMs: null, unanswered: ['li'] };

  it.each([
    [{ answeredAtMs: 3 }, running, 'answered'],
    [{ state: 'failed', code: 'refused' }, running, 'failed'],
    [{ state: 'waiting' }, running, 'waiting'],
    [{ contact: '' }, running, 'delivered'],
    [{}, { endedAtMs: null, unanswered: [] }, 'answered_elsewhere'],
    [{}, running, 'not_yet_answered'],
    [{}, { endedAtMs: 9, unanswered: ['li'] }, 'unanswered'],
  ] as const)('%j of a drill with %j is %s', (over, report, state) => {
    expect(drillCallState(call(over), { ...report, unanswered: [...report.unanswered] })).toBe(state);
  });

  it('counts contacts once, and channels by themselves', () => {
    const calls = [call({}), call({ channel: 'mail' }), call({ contact: 'wang' }), call({ contact: '' })];
    const report = { calls, unanswered: ['li'], undelivered: ['sms'] } as unknown as DrillReport;
    expect(drillTally(report)).toEqual({ contacts: 2, answered: 1, channels: 1, delivered: 0 });
  });

  it('has a word for each failure', () => {
    expect(Object.keys(en.contacts.drills.failures).sort()).toEqual(DRILL_FAILURES.filter(Boolean).sort());
  });

  it('is planned as the collector takes it', () => {
    const plan = DrillPlan.parse({});
    const draft = planDraft(plan);
    expect(planFaults(draft)).toEqual({});
    expect(DrillPlan.parse(planBody(draft))).toEqual(plan);
    expect(planFaults({ ...draft, day: '29', at: '24:00', answerHours: '0' })).toEqual({
      day: 'bad_day',
      at: 'bad_time',
      answerHours: 'bad_hours',
    });
  });
});

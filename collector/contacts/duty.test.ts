import { expect, test } from 'vitest';
import { chinaCalendar } from '#judging/schedule/working-days.ts';
import { Contact, Team } from '#protocol/contact.ts';
import { onDuty } from './duty.ts';
import type { Kept } from './shelf.ts';

const kept = <Entry>(entry: Entry): Kept<Entry> => ({ entry, changedBy: '', changedAtMs: 0 });

function world(contacts: Partial<Contact>[]) {
  const all = contacts.map((each, at) =>
    Contact.parse({ id: `c${at}`, organisation: 'default', name: `C${at}`, language: 'en', ...each }),
  );
  const team = Team.parse({
    id: 't',
    organisation: 'default',
    name: 'Ops',
    contacts: all.map(({ id }) => id),
  });
  const book = {
    contacts: { get: (id: string) => all.filter((each) => each.id === id).map(kept)[0] },
    teams: { list: () => [kept(team)] },
  };
  const options = { book, zoneOf: () => 'Asia/Shanghai', calendarOf: () => chinaCalendar() };
  const scope = { everywhere: false, organisations: ['default'] };
  return (nowMs: number) => onDuty(options as unknown as Parameters<typeof onDuty>[0], scope, nowMs)[0];
}

/** A Wednesday. */
const at = (hour: number) => Date.UTC(2026, 6, 15, hour - 8);
const day: Contact['hours'] = [{ days: ['wed'], from: '08:00', to: '20:00' }];
const night: Contact['hours'] = [{ days: ['wed'], from: '20:00', to: '08:00' }];

test('who is within their hours is on duty, until these end; who comes next is named', () => {
  const duty = world([{ hours: day }, { hours: night }])(at(12));

  expect(duty.now).toEqual([{ name: 'C0', untilMs: at(20) }]);
  expect(duty.next).toEqual({ name: 'C1', fromMs: at(20) });
});

test('a contact without hours is always there, one that is disabled or of others never', () => {
  const duty = world([{}, { enabled: false }, { organisation: 'others' }])(at(12));

  expect(duty.now).toEqual([{ name: 'C0', untilMs: null }]);
  expect(duty.next).toBeNull();
});

test('nobody within hours leaves an empty list and the next one', () => {
  const duty = world([{ hours: day }])(at(22));

  expect(duty.now).toEqual([]);
  expect(duty.next?.name).toBe('C0');
});

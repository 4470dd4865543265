import { describe, expect, test } from 'vitest';
import { sampleEvent } from '#channels/sample-call.ts';
import type { RoutableChannel } from '#collector/notify/plan.ts';
import { chinaCalendar } from '#judging/schedule/working-days.ts';
import type { Alert } from '#protocol/alert.ts';
import type { WeekSpan } from '#protocol/clock-times.ts';
import { Contact, Route, Team } from '#protocol/contact.ts';
import { chooseRoutes, type RoutingWorld, routeAlert } from './routing.ts';

const at = (text: string) => Date.parse(`${text}:00+08:00`);
/** A Wednesday. */
const NOON = at('2026-03-04T12:00');
const NIGHT = at('2026-03-04T22:00');
const MORNING = at('2026-03-05T08:30');
const office: WeekSpan[] = [{ days: ['working'], from: '08:30', to: '17:30' }];

const channel = (name: string, kind: string, isDefault = false): RoutableChannel => ({
  name,
  kind,
  organisation: '*',
  isDefault,
});
const CHANNELS = [channel('mail', 'email'), channel('robot', 'webhook'), channel('all', 'webhook', true)];

const contact = (id: string, more: object = {}): Contact =>
  Contact.parse({
    id,
    organisation: 'default',
    name: id,
    language: 'en',
    email: `${id}@example.com`,
    channels: ['mail'],
    hours: [],
    ...more,
  });
const route = (id: string, more: object = {}): Route =>
  Route.parse({ id, organisation: 'default', name: id, match: {}, hours: [], ...more });
const team = (id: string, more: object = {}): Team =>
  Team.parse({ id, organisation: 'default', name: id, ...more });

function world(routes: Route[], contacts: Contact[] = [], teams: Team[] = []): RoutingWorld {
  return {
    routes,
    team: (id) => teams.find((each) => each.id === id),
    contact: (id) => contacts.find((each) => each.id === id),
    place: { groups: ['group-core'], meaning: undefined },
    zone: 'Asia/Shanghai',
    calendar: chinaCalendar(),
  };
}

function decide(of: RoutingWorld, more: Partial<Alert> = {}, nowMs = NOON, channels = CHANNELS) {
  return routeAlert(sampleEvent(nowMs, more), of, { tell: [], channels, nowMs });
}
const told = (of: RoutingWorld, more: Partial<Alert> = {}, nowMs = NOON) =>
  decide(of, more, nowMs).destinations.map((each) => `${each.channel}:${each.recipient}`);

describe('routes', () => {
  test('are read in their order: the first that matches decides, unless it says to go on', () => {
    const routes = [
      route('database', { match: { rules: ['database-down'] }, channels: ['mail'] }),
      route('core', { match: { groups: ['group-core'] }, channels: ['robot'], goOn: true }),
      route('rest', { contacts: ['zhang'] }),
      route('never', { channels: ['all'] }),
    ];
    const of = world(routes, [contact('zhang')]);

    expect(told(of)).toEqual(['robot:', 'mail:zhang']);
    expect(chooseRoutes(sampleEvent(NOON).alert, of, NOON).verdicts.map(({ verdict }) => verdict)).toEqual([
      'no_match',
      'goes_on',
      'decides',
      'not_reached',
    ]);
  });

  test('that are not there, or switched off, leave everything to rule and default channels', () => {
    expect(told(world([]))).toEqual(['all:']);
    expect(told(world([route('off', { enabled: false, channels: ['robot'] })]))).toEqual(['all:']);
    expect(told(world([route('other', { match: { rules: ['x'] }, channels: ['robot'] })]))).toEqual(['all:']);
  });

  test('that name nobody tell nobody, and the record says so', () => {
    expect(decide(world([route('lab')]))).toEqual({
      destinations: [],
      notTold: [{ channel: '', recipient: '', code: 'route_names_nobody', params: { route: 'lab' } }],
      heldUntilMs: null,
    });
  });

  test('tell of information only where they say so', () => {
    const info = { severity: 'info' } as const;

    expect(told(world([route('rest', { channels: ['robot'] })]), info)).toEqual([]);
    expect(
      told(world([route('rest', { match: { severities: ['info'] }, channels: ['robot'] })]), info),
    ).toEqual(['robot:']);
    expect(
      told(world([route('rest', { match: { rules: ['disk-space-critical'] }, channels: ['robot'] })]), info),
    ).toEqual(['robot:']);
  });
});

describe('a team', () => {
  test('is told by its own channels and each of its contacts, each once', () => {
    const of = world(
      [route('all', { teams: ['network', 'duty'], contacts: ['zhang'] })],
      [contact('zhang'), contact('li')],
      [
        team('network', { contacts: ['zhang', 'li'], channels: ['robot'] }),
        team('duty', { contacts: ['li'], channels: ['robot'] }),
      ],
    );

    expect(told(of)).toEqual(['robot:', 'mail:zhang', 'mail:li']);
  });
});

describe('hours', () => {
  const warning = { severity: 'warning' } as const;
  const both = [contact('zhang', { hours: office }), contact('li')];

  test('of a contact leave it out of them, while others are told', () => {
    const of = world([route('all', { contacts: ['zhang', 'li'] })], both);

    expect(told(of, warning, NOON)).toEqual(['mail:zhang', 'mail:li']);
    expect(decide(of, warning, NIGHT)).toEqual({
      destinations: [{ channel: 'mail', recipient: 'li' }],
      notTold: [{ channel: '', recipient: 'zhang', code: 'off_hours', params: { untilMs: `${MORNING}` } }],
      heldUntilMs: null,
    });
  });

  test('do not count for what is critical, unless the contact wants it so', () => {
    const of = world(
      [route('all', { contacts: ['zhang', 'wang'] })],
      [both[0], contact('wang', { hours: office, alwaysCritical: false })],
    );

    expect(told(of, { severity: 'critical' }, NIGHT)).toEqual(['mail:zhang']);
  });

  test('of everybody who is named hold it back until the first of them begins', () => {
    const late = contact('late', { hours: [{ days: ['working'], from: '13:00', to: '21:00' }] });
    const of = world([route('all', { contacts: ['late', 'zhang'] })], [...both, late]);

    const decision = decide(of, warning, NIGHT);

    expect(decision.heldUntilMs).toBe(MORNING);
    expect(decision.destinations).toEqual([]);
    expect(decision.notTold.map(({ recipient, code }) => [recipient, code])).toEqual([
      ['late', 'off_hours'],
      ['zhang', 'off_hours'],
    ]);
  });

  test('of a route give way to the next route, and hold back what no other takes', () => {
    const day = route('day', { hours: office, channels: ['robot'] });
    const night = route('night', {
      hours: [{ days: ['working'], from: '17:30', to: '08:30' }],
      contacts: ['li'],
    });

    expect(told(world([day, night], both), warning, NOON)).toEqual(['robot:']);
    expect(told(world([day, night], both), warning, NIGHT)).toEqual(['mail:li']);
    expect(decide(world([day], both), warning, NIGHT)).toMatchObject({
      destinations: [],
      heldUntilMs: MORNING,
    });
  });

  test('of a route give way to what is critical when no other route takes it', () => {
    const day = route('day', { hours: office, channels: ['robot'], contacts: ['zhang', 'wang'] });
    const wang = contact('wang', { alwaysCritical: false });

    expect(decide(world([day], [...both, wang]), { severity: 'critical' }, NIGHT)).toMatchObject({
      destinations: [
        { channel: 'robot', recipient: '' },
        { channel: 'mail', recipient: 'zhang' },
      ],
      notTold: [{ recipient: 'wang', code: 'off_hours', params: { untilMs: `${MORNING}` } }],
      heldUntilMs: null,
    });
  });

  test('follow the working days of the organisation', () => {
    const of = world([route('all', { contacts: ['zhang'] })], both);

    // A Saturday on which people work, and a Monday of Spring Festival.
    expect(told(of, warning, at('2026-02-14T12:00'))).toEqual(['mail:zhang']);
    expect(decide(of, warning, at('2026-02-16T12:00')).heldUntilMs).toBe(at('2026-02-24T08:30'));
  });
});

describe('who cannot be reached', () => {
  test('is left out with the reason, and somebody is told instead', () => {
    const contacts = [
      contact('away', { enabled: false }),
      contact('silent', { email: '' }),
      contact('bare', { channels: [] }),
      contact('old', { channels: ['gone'] }),
    ];
    const of = world(
      [route('all', { contacts: ['away', 'silent', 'bare', 'old', 'nobody'], channels: ['closed'] })],
      contacts,
    );

    const { destinations, notTold } = decide(of);

    expect(destinations).toEqual([{ channel: 'all', recipient: '' }]);
    expect(notTold.map(({ channel, recipient, code }) => `${recipient}/${channel} ${code}`)).toEqual([
      '/closed channel_disabled',
      'away/ contact_disabled',
      'silent/mail no_address',
      'bare/ no_address',
      'old/gone channel_disabled',
      'nobody/ contact_gone',
    ]);
  });

  test('is a channel of another organisation, too', () => {
    const foreign = [{ ...channel('robot', 'webhook'), organisation: 'other' }];

    expect(decide(world([route('all', { channels: ['robot'] })]), {}, NOON, foreign).notTold).toMatchObject([
      { channel: 'robot', code: 'channel_disabled' },
      { code: 'no_channel' },
    ]);
  });
});

import { channelKinds } from '#channels/catalogue.ts';
import type { Contact, Route, Team } from '#protocol/contact.ts';
import type { DrillReport } from '#protocol/drill.ts';
import type { Answer } from './fake-api.ts';

const HOUR_MS = 3_600_000;
const changed = { changedBy: 'admin', changedAtMs: Date.now() - HOUR_MS };
const working: Contact['hours'] = [{ days: ['working'], from: '08:30', to: '17:30' }];
const everything = { targets: [], groups: [], rules: [], severities: [], meanings: [], labels: {} };

/** Contacts, teams and routes by their id, in the order in which they were made. */
const shelves = {
  contacts: new Map<string, Contact>(),
  teams: new Map<string, Team>(),
  routes: new Map<string, Route>(),
};
const wang = { id: 'wang', organisation: 'default', name: '王建国', person: 'admin', email: '' };
shelves.contacts.set('wang', {
  ...wang,
  language: 'zh-CN',
  phone: '13800138000',
  channels: ['duty-sms'],
  hours: working,
  alwaysCritical: true,
  enabled: true,
});
const network = { id: 'network', organisation: 'default', name: '网络组', channels: ['duty-hook'] };
shelves.teams.set('network', { ...network, contacts: ['wang'] });
const critical = { id: 'critical', organisation: 'default', name: '严重告警', enabled: true, goOn: true };
shelves.routes.set('critical', {
  ...critical,
  match: { ...everything, severities: ['critical'] },
  hours: [],
  teams: ['network'],
  contacts: [],
  channels: [],
});

const call = { state: 'delivered', code: '', attempts: 1, answer: '', answeredBy: '' } as const;
const begunAtMs = Date.now() - HOUR_MS;
const times = { sentAtMs: begunAtMs, deliveredAtMs: begunAtMs + 900, answeredAtMs: null };
const drill: DrillReport = {
  id: 'd-1',
  organisation: 'default',
  begunBy: '',
  begunAtMs,
  untilMs: begunAtMs + 24 * HOUR_MS,
  endedAtMs: null,
  calls: [
    { ...call, ...times, channel: 'duty-hook', contact: '', name: '' },
    { ...call, ...times, channel: 'duty-sms', contact: 'wang', name: '王建国' },
  ],
  unanswered: ['wang'],
  undelivered: [],
};
const plan = { enabled: true, day: 10, at: '10:00', workingDay: true, answerWithinMs: 24 * HOUR_MS };

/** Kinds of channels, contacts, teams, routes and drills; undefined for anything else. */
export function answerAboutContacts(
  call: string,
  [id, verb]: readonly (string | undefined)[],
  body: unknown,
): Answer | undefined {
  const [method, kind] = call.split(' ');
  if (call === 'GET channel-kinds') return { body: { kinds: channelKinds(), pagesUrl: '' } };
  if (call === 'GET pages-address') return { body: { url: '', isByFile: false } };
  if (call === 'GET drills' && id === 'mine') return { body: { drills: [] } };
  if (call === 'GET drills') return { body: id ? drill : { drills: [drill], next: null } };
  if (kind === 'drill-plans') return { body: { organisation: id, plan, nextAtMs: Date.now() + 9e8 } };
  if (kind !== 'contacts' && kind !== 'teams' && kind !== 'routes') return undefined;
  const shelf = shelves[kind] as Map<string, object>;
  const listed = () => ({
    body: { [kind]: [...shelf].map(([key, entry]) => ({ ...entry, id: key, ...changed })) },
  });
  if (method === 'GET') return listed();
  if (method === 'PUT' && id) shelf.set(id, body as object);
  else if (method === 'DELETE' && id) shelf.delete(id);
  else if (verb === 'move') return listed();
  else return undefined;
  return { body: { ...(body as object), id, ...changed } };
}

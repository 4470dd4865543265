import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Membership } from '#collector/people/caller.ts';
import { allows, type Permission } from '#collector/people/roles.ts';
import { type Alert, UNTOUCHED } from '#protocol/alert.ts';
import { Rule } from '#protocol/rule.ts';
import { defaultWallView } from '#protocol/wall.ts';
import { apiRoutes } from './openapi.ts';
import { type TestWorld, testWorld } from './test-world.ts';

/** Things of one organisation, and a call of a route that shows or changes them. */
interface Things {
  organisation: string;
  target: string;
  agent: string;
  token: string;
  key: string;
  person: string;
  alert: string;
  rule: string;
  group: string;
  channel: string;
  contact: string;
  team: string;
  route: string;
  drill: string;
  /** A restore that somebody recorded. */
  proof: string;
  /** Used by a poll of the target. */
  credential: string;
  /** Used by nothing. */
  spare: string;
  discovery: string;
  job: string;
  board: string;
  /** Silences: one that holds, one to end, and one that is to come. */
  wall: string;
  silence: string;
  ended: string;
  coming: string;
}

interface Case {
  url(things: Things): string;
  body?(things: Things): unknown;
  /**
   * What the route answers to the administrator of another organisation: `hidden` 404, `empty` an answer without
   * the things, `forbidden` 403 because it concerns the whole collector, `invalid` 400 because something in the body
   * is of a foreign organisation, `own` that it concerns only the caller,
   * `common` that it is the same for everybody, `refused` that each thing is named as not there.
   */
  foreign: 'hidden' | 'empty' | 'forbidden' | 'invalid' | 'own' | 'common' | 'refused';
  /** The answer to somebody who may. */
  status?: number;
}

const rule = (id: string, organisation: string, targets: string[] = []): Rule =>
  Rule.parse({
    id,
    name: { 'zh-CN': '甲', en: 'a' },
    reason: { 'zh-CN': '', en: '' },
    organisation,
    watch: { metric: 'cpu.usage_active', targets },
    condition: { kind: 'above', threshold: 90 },
    severity: 'warning',
  });

const group = (id: string, organisation: string, targets: string[]) => ({
  id,
  organisation,
  name: id,
  select: { targets },
});

const threshold = (rule: string, organisation: string, target?: string) => ({
  rule,
  level: target === undefined ? 'organisation' : 'target',
  organisation,
  ...(target === undefined ? {} : { subject: target }),
  values: { threshold: 80 },
});

const contact = (organisation: string) => ({ organisation, name: 'Somebody', language: 'en' });

const silence = (durationMs: number) => ({
  kind: 'maintenance',
  name: 'work',
  match: {},
  times: { kind: 'for', durationMs },
});

const aWall = { name: 'Hall', view: defaultWallView('en') };

const aBoard = { version: 1, name: 'b', panels: [] };

const nightly = { schedule: { kind: 'daily', by: '08:00' } };

const channel = (organisation: string) => ({
  kind: 'webhook',
  organisation,
  enabled: true,
  isDefault: false,
  config: { url: 'http://127.0.0.1:9/nobody', secret: 'sixteen-characters' },
});

/** Every route but the public ones; a new route without a line here fails the first test. */
const CASES: Record<string, Case> = {
  'GET /api/v1/session': { url: () => '/api/v1/session', foreign: 'own' },
  'DELETE /api/v1/session': { url: () => '/api/v1/session', foreign: 'own', status: 204 },
  'PUT /api/v1/session/password': {
    url: () => '/api/v1/session/password',
    body: () => ({ old: 'wrong', new: 'another-password-1' }),
    foreign: 'own',
    status: 403,
  },
  'GET /api/v1/targets': { url: () => '/api/v1/targets', foreign: 'empty' },
  'GET /api/v1/targets/:id': { url: ({ target }) => `/api/v1/targets/${target}`, foreign: 'hidden' },
  'POST /api/v1/targets': {
    url: () => '/api/v1/targets',
    body: ({ organisation }) => ({ organisation, kind: 'ups', name: 'UPS 1' }),
    foreign: 'invalid',
    status: 201,
  },
  'GET /api/v1/targets/export': { url: () => '/api/v1/targets/export', foreign: 'empty' },
  'POST /api/v1/targets/import': {
    url: () => '/api/v1/targets/import',
    body: () => 'name,kind\nnobody-yet,switch\n',
    foreign: 'common',
  },
  'POST /api/v1/targets/bulk': {
    url: () => '/api/v1/targets/bulk',
    body: ({ target, job }) => ({
      ids: [target],
      change: { fields: { owner: 'everybody' }, addParents: { network: [job] } },
    }),
    foreign: 'invalid',
  },
  'POST /api/v1/targets/bulk-remove': {
    url: () => '/api/v1/targets/bulk-remove',
    body: () => ({ filter: { search: 'nothing is called so' }, confirm: 0 }),
    foreign: 'common',
  },
  'PATCH /api/v1/targets/:id': {
    url: ({ target }) => `/api/v1/targets/${target}`,
    body: () => ({ room: '3F' }),
    foreign: 'hidden',
  },
  'DELETE /api/v1/restore-proofs/:id': {
    url: ({ proof }) => `/api/v1/restore-proofs/${proof}`,
    foreign: 'hidden',
    status: 204,
  },
  'DELETE /api/v1/targets/:id/polls/:probe': {
    url: ({ target }) => `/api/v1/targets/${target}/polls/snmp`,
    foreign: 'hidden',
    status: 204,
  },
  'DELETE /api/v1/targets/:id': {
    url: ({ target }) => `/api/v1/targets/${target}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/targets/:id/page': {
    url: ({ target }) => `/api/v1/targets/${target}/page`,
    foreign: 'hidden',
  },
  'GET /api/v1/targets/:id/marks': {
    url: ({ target }) => `/api/v1/targets/${target}/marks?from=1&to=1000`,
    foreign: 'hidden',
  },
  'GET /api/v1/targets/:id/polls': {
    url: ({ target }) => `/api/v1/targets/${target}/polls`,
    foreign: 'hidden',
  },
  'PUT /api/v1/targets/:id/polls/:probe': {
    url: ({ target }) => `/api/v1/targets/${target}/polls/snmp`,
    body: ({ credential }) => ({ credential, everyMs: 30_000 }),
    foreign: 'hidden',
  },
  'POST /api/v1/targets/:id/check': {
    url: ({ target }) => `/api/v1/targets/${target}/check`,
    body: () => ({ probe: 'snmp' }),
    foreign: 'hidden',
  },
  'POST /api/v1/recognise': {
    url: () => '/api/v1/recognise',
    body: ({ organisation, credential }) => ({
      organisation,
      address: '10.1.0.8',
      probe: 'snmp',
      credential,
    }),
    foreign: 'invalid',
  },
  'POST /api/v1/targets/watch': {
    url: () => '/api/v1/targets/watch',
    body: ({ organisation, credential }) => ({
      organisation,
      address: '10.1.0.8',
      kind: 'switch',
      name: 'core-1',
      polls: [{ probe: 'snmp', credential }],
    }),
    foreign: 'invalid',
    status: 201,
  },
  'GET /api/v1/targets/:id/configs': {
    url: ({ target }) => `/api/v1/targets/${target}/configs`,
    foreign: 'hidden',
  },
  'GET /api/v1/targets/:id/evidence': {
    url: ({ target }) => `/api/v1/targets/${target}/evidence`,
    foreign: 'hidden',
  },
  'GET /api/v1/targets/:id/configs/:version': {
    url: ({ target }) => `/api/v1/targets/${target}/configs/1`,
    foreign: 'hidden',
  },
  'GET /api/v1/targets/:id/configs/:version/diff': {
    url: ({ target }) => `/api/v1/targets/${target}/configs/1/diff?to=2`,
    foreign: 'hidden',
  },
  'GET /api/v1/find': { url: () => '/api/v1/find?text=K6000123', foreign: 'empty' },
  'GET /api/v1/jobs': { url: () => '/api/v1/jobs', foreign: 'empty' },
  'GET /api/v1/jobs/templates': { url: () => '/api/v1/jobs/templates', foreign: 'common' },
  'GET /api/v1/jobs/:id': { url: ({ job }) => `/api/v1/jobs/${job}`, foreign: 'hidden' },
  'GET /api/v1/jobs/:id/runs': { url: ({ job }) => `/api/v1/jobs/${job}/runs`, foreign: 'hidden' },
  'GET /api/v1/jobs/:id/windows': { url: ({ job }) => `/api/v1/jobs/${job}/windows`, foreign: 'hidden' },
  'POST /api/v1/jobs': {
    url: () => '/api/v1/jobs',
    body: ({ organisation }) => ({ organisation, name: 'push', definition: nightly }),
    foreign: 'invalid',
    status: 201,
  },
  'POST /api/v1/jobs/preview': {
    url: () => '/api/v1/jobs/preview',
    body: ({ organisation }) => ({ organisation, definition: nightly }),
    foreign: 'invalid',
  },
  'PATCH /api/v1/jobs/:id': {
    url: ({ job }) => `/api/v1/jobs/${job}`,
    body: () => ({ owner: 'night shift' }),
    foreign: 'hidden',
  },
  'DELETE /api/v1/jobs/:id': { url: ({ job }) => `/api/v1/jobs/${job}`, foreign: 'hidden', status: 204 },
  'POST /api/v1/jobs/:id/pause': {
    url: ({ job }) => `/api/v1/jobs/${job}/pause`,
    body: () => ({ paused: true }),
    foreign: 'hidden',
  },
  'POST /api/v1/jobs/:id/token': {
    url: ({ job }) => `/api/v1/jobs/${job}/token`,
    foreign: 'hidden',
    status: 201,
  },
  'POST /api/v1/jobs/:id/runs': {
    url: ({ job }) => `/api/v1/jobs/${job}/runs`,
    body: () => ({ phase: 'succeeded', note: 'restored to the test host' }),
    foreign: 'hidden',
    status: 201,
  },
  'GET /api/v1/organisations/:id/calendar': {
    url: ({ organisation }) => `/api/v1/organisations/${organisation}/calendar`,
    foreign: 'hidden',
  },
  'PUT /api/v1/organisations/:id/calendar': {
    url: ({ organisation }) => `/api/v1/organisations/${organisation}/calendar`,
    body: () => ({ own: [{ day: '2030-02-05', working: false }] }),
    foreign: 'hidden',
  },
  'GET /api/v1/topology': { url: () => '/api/v1/topology', foreign: 'empty' },
  'PUT /api/v1/topology/corrections': {
    url: () => '/api/v1/topology/corrections',
    body: ({ organisation }) => ({
      organisation,
      revision: 0,
      corrections: { positions: [], added: [], removed: [], hidden: [] },
    }),
    foreign: 'invalid',
  },
  'GET /api/v1/probes': { url: () => '/api/v1/probes', foreign: 'common' },
  'GET /api/v1/zones': { url: () => '/api/v1/zones', foreign: 'empty' },
  'GET /api/v1/system': { url: () => '/api/v1/system', foreign: 'forbidden' },
  'GET /api/v1/store': { url: () => '/api/v1/store', foreign: 'forbidden' },
  'GET /api/v1/losses': { url: () => '/api/v1/losses', foreign: 'forbidden' },
  'GET /api/v1/credentials': { url: () => '/api/v1/credentials', foreign: 'empty' },
  'POST /api/v1/credentials': {
    url: () => '/api/v1/credentials',
    body: ({ organisation }) => ({ organisation, name: 'new', kind: 'modbus', fields: {} }),
    foreign: 'invalid',
    status: 201,
  },
  'PUT /api/v1/credentials/:id': {
    url: ({ credential }) => `/api/v1/credentials/${credential}`,
    body: () => ({ name: 'renamed', fields: { version: '2c' } }),
    foreign: 'hidden',
  },
  'DELETE /api/v1/credentials/:id': {
    url: ({ spare }) => `/api/v1/credentials/${spare}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/discoveries': { url: () => '/api/v1/discoveries', foreign: 'empty' },
  'GET /api/v1/discoveries/:id': {
    url: ({ discovery }) => `/api/v1/discoveries/${discovery}`,
    foreign: 'hidden',
  },
  'POST /api/v1/discoveries': {
    url: () => '/api/v1/discoveries',
    body: ({ organisation, credential }) => ({
      organisation,
      ranges: ['10.1.0.0/24'],
      credentials: [{ credential }],
    }),
    foreign: 'invalid',
    status: 201,
  },
  'POST /api/v1/discoveries/:id/stop': {
    url: ({ discovery }) => `/api/v1/discoveries/${discovery}/stop`,
    foreign: 'hidden',
  },
  'POST /api/v1/discoveries/:id/accept': {
    url: ({ discovery }) => `/api/v1/discoveries/${discovery}/accept`,
    body: () => ({ addresses: ['10.1.0.9'] }),
    foreign: 'hidden',
  },
  'DELETE /api/v1/discoveries/:id': {
    url: ({ discovery }) => `/api/v1/discoveries/${discovery}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/query': { url: () => '/api/v1/query?metric=cpu.usage_active', foreign: 'empty' },
  'GET /api/v1/latest': { url: () => '/api/v1/latest?metric=cpu.usage_active', foreign: 'empty' },
  'GET /api/v1/series': { url: () => '/api/v1/series', foreign: 'empty' },
  'GET /api/v1/records': { url: () => '/api/v1/records', foreign: 'empty' },
  'GET /api/v1/alerts': { url: () => '/api/v1/alerts', foreign: 'empty' },
  'GET /api/v1/alerts/counts': { url: () => '/api/v1/alerts/counts', foreign: 'own' },
  'GET /api/v1/alert-events': { url: () => '/api/v1/alert-events', foreign: 'empty' },
  'GET /api/v1/alerts/:id': { url: ({ alert }) => `/api/v1/alerts/${alert}`, foreign: 'hidden' },
  'GET /api/v1/alerts/:id/consequences': {
    url: ({ alert }) => `/api/v1/alerts/${alert}/consequences`,
    foreign: 'hidden',
  },
  'GET /api/v1/alerts/:id/events': {
    url: ({ alert }) => `/api/v1/alerts/${alert}/events`,
    foreign: 'hidden',
  },
  'GET /api/v1/alerts/:id/tellings': {
    url: ({ alert }) => `/api/v1/alerts/${alert}/tellings`,
    foreign: 'hidden',
  },
  'GET /api/v1/alerts/:id/evidence': {
    url: ({ alert }) => `/api/v1/alerts/${alert}/evidence`,
    foreign: 'hidden',
  },
  'POST /api/v1/alerts/:id/acknowledge': {
    url: ({ alert }) => `/api/v1/alerts/${alert}/acknowledge`,
    body: () => ({ comment: 'on it' }),
    foreign: 'hidden',
  },
  'POST /api/v1/alerts/:id/actions': {
    url: ({ alert }) => `/api/v1/alerts/${alert}/actions`,
    body: () => ({ action: 'comment', comment: 'looking' }),
    foreign: 'hidden',
  },
  'POST /api/v1/alerts/actions': {
    url: () => '/api/v1/alerts/actions',
    body: ({ alert }) => ({ alerts: [alert], deed: { action: 'claim' } }),
    foreign: 'refused',
  },
  'GET /api/v1/alert-assignees': {
    url: ({ organisation }) => `/api/v1/alert-assignees?organisation=${organisation}`,
    foreign: 'hidden',
  },
  'GET /api/v1/targets/:id/availability': {
    url: ({ target }) =>
      `/api/v1/targets/${target}/availability?from=${world.clock.nowMs - 1_000}&to=${world.clock.nowMs}`,
    foreign: 'hidden',
  },
  'GET /api/v1/groups/:id/availability': {
    url: ({ group: id }) =>
      `/api/v1/groups/${id}/availability?from=${world.clock.nowMs - 1_000}&to=${world.clock.nowMs}`,
    foreign: 'hidden',
  },
  'GET /api/v1/fleet': { url: () => '/api/v1/fleet', foreign: 'empty' },
  'GET /api/v1/changes': { url: () => '/api/v1/changes', foreign: 'empty' },
  'GET /api/v1/silences': { url: () => '/api/v1/silences', foreign: 'empty' },
  'GET /api/v1/silences/:id': { url: ({ silence }) => `/api/v1/silences/${silence}`, foreign: 'hidden' },
  'GET /api/v1/silence-windows': {
    url: () => `/api/v1/silence-windows?from=${world.clock.nowMs}&to=${world.clock.nowMs + 1_000}`,
    foreign: 'empty',
  },
  'POST /api/v1/silences': {
    url: () => '/api/v1/silences',
    body: ({ organisation }) => ({ organisation, ...silence(60_000) }),
    foreign: 'invalid',
    status: 201,
  },
  'POST /api/v1/silences/preview': {
    url: () => '/api/v1/silences/preview',
    body: ({ organisation }) => ({ organisation, match: {} }),
    foreign: 'invalid',
  },
  'PUT /api/v1/silences/:id': {
    url: ({ silence: id }) => `/api/v1/silences/${id}`,
    body: () => ({
      ...silence(0),
      times: { kind: 'once', fromMs: world.clock.nowMs, toMs: world.clock.nowMs + 120_000 },
    }),
    foreign: 'hidden',
  },
  'POST /api/v1/silences/:id/end': {
    url: ({ ended }) => `/api/v1/silences/${ended}/end`,
    foreign: 'hidden',
  },
  'DELETE /api/v1/silences/:id': {
    url: ({ coming }) => `/api/v1/silences/${coming}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/rules': { url: () => '/api/v1/rules', foreign: 'empty' },
  'GET /api/v1/rules/:id': { url: ({ rule: id }) => `/api/v1/rules/${id}`, foreign: 'hidden' },
  'PUT /api/v1/rules/:id': {
    url: ({ organisation }) => `/api/v1/rules/new-${organisation.slice(0, 8)}`,
    body: ({ organisation, target }) => rule(`new-${organisation.slice(0, 8)}`, organisation, [target]),
    foreign: 'forbidden',
  },
  'GET /api/v1/alerts/:id/why': { url: ({ alert }) => `/api/v1/alerts/${alert}/why`, foreign: 'hidden' },
  'POST /api/v1/why-not': {
    url: () => '/api/v1/why-not',
    body: ({ target }) => ({ target, metric: 'cpu.usage_active', atMs: world.clock.nowMs }),
    foreign: 'invalid',
  },
  'POST /api/v1/back-tests': {
    url: () => '/api/v1/back-tests',
    body: ({ organisation, target }) => ({ rule: rule('tried', organisation, [target]), days: 1 }),
    foreign: 'invalid',
  },
  'POST /api/v1/rules/advice': {
    url: () => '/api/v1/rules/advice',
    body: ({ organisation, target }) => ({ rule: rule('tried', organisation, [target]) }),
    foreign: 'invalid',
  },
  'GET /api/v1/back-tests/:id': { url: () => '/api/v1/back-tests/none', foreign: 'own', status: 404 },
  'DELETE /api/v1/back-tests/:id': { url: () => '/api/v1/back-tests/none', foreign: 'own', status: 404 },
  'DELETE /api/v1/rules/:id': { url: ({ rule: id }) => `/api/v1/rules/${id}`, foreign: 'hidden' },
  'GET /api/v1/explore/metrics': { url: () => '/api/v1/explore/metrics', foreign: 'common' },
  'GET /api/v1/explore/labels': {
    url: () => '/api/v1/explore/labels?metric=cpu.usage_active',
    foreign: 'common',
  },
  'POST /api/v1/queries': {
    url: () => '/api/v1/queries',
    body: ({ target }) => ({ questions: [{ metric: 'cpu.usage_active', target }] }),
    foreign: 'empty',
  },
  'POST /api/v1/explore': {
    url: () => '/api/v1/explore',
    body: () => ({ question: { metric: 'cpu.usage_active' }, fromMs: 1, toMs: 1_000_000 }),
    foreign: 'empty',
  },
  'GET /api/v1/boards': { url: () => '/api/v1/boards', foreign: 'empty' },
  'GET /api/v1/boards/:id': { url: ({ board }) => `/api/v1/boards/${board}`, foreign: 'hidden' },
  'GET /api/v1/boards/shipped/:id': { url: () => '/api/v1/boards/shipped/hosts', foreign: 'common' },
  'POST /api/v1/boards': {
    url: () => '/api/v1/boards',
    body: ({ organisation }) => ({ organisation, board: aBoard }),
    foreign: 'invalid',
    status: 201,
  },
  'POST /api/v1/boards/preview': {
    url: () => '/api/v1/boards/preview',
    body: ({ organisation }) => ({ organisation, board: aBoard }),
    foreign: 'invalid',
  },
  'PUT /api/v1/boards/:id': {
    url: ({ board }) => `/api/v1/boards/${board}`,
    body: () => ({ revision: 1, board: aBoard }),
    foreign: 'hidden',
  },
  'DELETE /api/v1/boards/:id': {
    url: ({ board }) => `/api/v1/boards/${board}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/rooms': { url: () => '/api/v1/rooms', foreign: 'empty' },
  'GET /api/v1/rooms/:organisation/:name': {
    url: ({ organisation }) => `/api/v1/rooms/${organisation}/R1`,
    foreign: 'hidden',
  },
  'PUT /api/v1/rooms/:organisation/:name': {
    url: ({ organisation }) => `/api/v1/rooms/${organisation}/R2`,
    body: () => ({ revision: 0, plan: { widthCm: 600, depthCm: 600, items: [] } }),
    foreign: 'invalid',
  },
  'DELETE /api/v1/rooms/:organisation/:name': {
    url: ({ organisation }) => `/api/v1/rooms/${organisation}/R1`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/groups': { url: () => '/api/v1/groups', foreign: 'empty' },
  'GET /api/v1/groups/:id': { url: ({ group: id }) => `/api/v1/groups/${id}`, foreign: 'hidden' },
  'POST /api/v1/groups/preview': {
    url: () => '/api/v1/groups/preview',
    body: ({ organisation }) => ({ organisation, select: { kinds: ['server'] } }),
    foreign: 'invalid',
  },
  'PUT /api/v1/groups/:id': {
    url: ({ organisation }) => `/api/v1/groups/group-new-${organisation.slice(0, 8)}`,
    body: ({ organisation, target }) =>
      group(`group-new-${organisation.slice(0, 8)}`, organisation, [target]),
    foreign: 'invalid',
  },
  'DELETE /api/v1/groups/:id': {
    url: ({ group: id }) => `/api/v1/groups/${id}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/thresholds': { url: () => '/api/v1/thresholds', foreign: 'empty' },
  'GET /api/v1/thresholds/effective': {
    url: ({ rule: id, target }) => `/api/v1/thresholds/effective?rule=${id}&target=${target}`,
    foreign: 'hidden',
  },
  'PUT /api/v1/thresholds': {
    url: () => '/api/v1/thresholds',
    body: ({ rule: id, organisation }) => threshold(id, organisation),
    foreign: 'forbidden',
  },
  'DELETE /api/v1/thresholds': {
    url: ({ rule: id, organisation, target }) =>
      `/api/v1/thresholds?rule=${id}&level=target&organisation=${organisation}&subject=${target}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/drills': { url: () => '/api/v1/drills', foreign: 'empty' },
  'GET /api/v1/drills/:id': { url: ({ drill }) => `/api/v1/drills/${drill}`, foreign: 'hidden' },
  'POST /api/v1/drills': {
    url: () => '/api/v1/drills',
    body: ({ organisation }) => ({ organisation }),
    foreign: 'forbidden',
    status: 201,
  },
  'GET /api/v1/drills/mine': { url: () => '/api/v1/drills/mine', foreign: 'own' },
  'POST /api/v1/drills/:id/answer': {
    url: ({ drill }) => `/api/v1/drills/${drill}/answer`,
    foreign: 'own',
    status: 404,
  },
  'GET /api/v1/drill-plans/:organisation': {
    url: ({ organisation }) => `/api/v1/drill-plans/${organisation}`,
    foreign: 'hidden',
  },
  'PUT /api/v1/drill-plans/:organisation': {
    url: ({ organisation }) => `/api/v1/drill-plans/${organisation}`,
    body: () => ({ day: 3 }),
    foreign: 'forbidden',
  },
  'GET /api/v1/routes': { url: () => '/api/v1/routes', foreign: 'empty' },
  'GET /api/v1/routes/:id': { url: ({ route }) => `/api/v1/routes/${route}`, foreign: 'hidden' },
  'PUT /api/v1/routes/:id': {
    url: ({ organisation }) => `/api/v1/routes/of-${organisation}`,
    body: ({ organisation }) => ({ organisation, name: 'Another', match: {} }),
    foreign: 'forbidden',
  },
  'POST /api/v1/routes/:id/move': {
    url: ({ route }) => `/api/v1/routes/${route}/move`,
    body: () => ({ before: null }),
    foreign: 'hidden',
  },
  'POST /api/v1/routes/preview': {
    url: () => '/api/v1/routes/preview',
    body: ({ rule: id, target }) => ({ rule: id, target }),
    foreign: 'hidden',
  },
  'DELETE /api/v1/routes/:id': {
    url: ({ route }) => `/api/v1/routes/${route}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/teams': { url: () => '/api/v1/teams', foreign: 'empty' },
  'GET /api/v1/teams/:id': { url: ({ team }) => `/api/v1/teams/${team}`, foreign: 'hidden' },
  'PUT /api/v1/teams/:id': {
    url: ({ organisation }) => `/api/v1/teams/of-${organisation}`,
    body: ({ organisation }) => ({ organisation, name: 'Another' }),
    foreign: 'forbidden',
  },
  'DELETE /api/v1/teams/:id': {
    url: ({ team }) => `/api/v1/teams/${team}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/contacts': { url: () => '/api/v1/contacts', foreign: 'empty' },
  'GET /api/v1/contacts/:id': { url: ({ contact: id }) => `/api/v1/contacts/${id}`, foreign: 'hidden' },
  'PUT /api/v1/contacts/:id': {
    url: ({ organisation }) => `/api/v1/contacts/of-${organisation}`,
    body: ({ organisation }) => contact(organisation),
    foreign: 'forbidden',
  },
  'DELETE /api/v1/contacts/:id': {
    url: ({ contact: id }) => `/api/v1/contacts/${id}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/pages-address': { url: () => '/api/v1/pages-address', foreign: 'common' },
  'PUT /api/v1/pages-address': {
    url: () => '/api/v1/pages-address',
    body: () => ({ url: 'https://ward.example' }),
    foreign: 'forbidden',
  },
  'GET /api/v1/channel-kinds': { url: () => '/api/v1/channel-kinds', foreign: 'common' },
  'POST /api/v1/channels/preview': {
    url: () => '/api/v1/channels/preview',
    body: () => ({ kind: 'dingtalk', config: {} }),
    foreign: 'common',
  },
  'GET /api/v1/channels': { url: () => '/api/v1/channels', foreign: 'empty' },
  'GET /api/v1/channels/:name': { url: ({ channel: name }) => `/api/v1/channels/${name}`, foreign: 'hidden' },
  'PUT /api/v1/channels/:name': {
    url: ({ organisation }) => `/api/v1/channels/new-${organisation.slice(0, 8)}`,
    body: ({ organisation }) => channel(organisation),
    foreign: 'forbidden',
  },
  'POST /api/v1/channels/:name/test': {
    url: ({ channel: name }) => `/api/v1/channels/${name}/test`,
    foreign: 'hidden',
  },
  'DELETE /api/v1/channels/:name': {
    url: ({ channel: name }) => `/api/v1/channels/${name}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/agents': { url: () => '/api/v1/agents', foreign: 'empty' },
  'GET /api/v1/agents/:id': { url: ({ agent }) => `/api/v1/agents/${agent}`, foreign: 'hidden' },
  'GET /api/v1/agents/:id/assignment': {
    url: ({ agent }) => `/api/v1/agents/${agent}/assignment`,
    foreign: 'hidden',
  },
  'PUT /api/v1/agents/:id/assignment': {
    url: ({ agent }) => `/api/v1/agents/${agent}/assignment`,
    body: () => ({ probes: { cpu: { perCore: false } } }),
    foreign: 'hidden',
  },
  'POST /api/v1/agents/:id/check': {
    url: ({ agent }) => `/api/v1/agents/${agent}/check`,
    body: () => ({ probe: 'cpu' }),
    foreign: 'hidden',
  },
  'PUT /api/v1/agents/:id/zone': {
    url: ({ agent }) => `/api/v1/agents/${agent}/zone`,
    body: () => ({ allowed: 'room-1' }),
    foreign: 'hidden',
  },
  'DELETE /api/v1/agents/:id/key': {
    url: ({ agent }) => `/api/v1/agents/${agent}/key`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/enrol-tokens': { url: () => '/api/v1/enrol-tokens', foreign: 'empty' },
  'POST /api/v1/enrol-tokens': {
    url: () => '/api/v1/enrol-tokens',
    body: ({ organisation }) => ({ organisation }),
    foreign: 'invalid',
    status: 201,
  },
  'DELETE /api/v1/enrol-tokens/:id': {
    url: ({ token }) => `/api/v1/enrol-tokens/${token}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/keys': { url: () => '/api/v1/keys', foreign: 'empty' },
  'POST /api/v1/keys': {
    url: () => '/api/v1/keys',
    body: ({ organisation }) => ({ organisation, name: 'telegraf' }),
    foreign: 'invalid',
    status: 201,
  },
  'DELETE /api/v1/keys/:id': { url: ({ key }) => `/api/v1/keys/${key}`, foreign: 'hidden', status: 204 },
  'GET /api/v1/people': { url: () => '/api/v1/people', foreign: 'empty' },
  'GET /api/v1/people/:id': { url: ({ person }) => `/api/v1/people/${person}`, foreign: 'hidden' },
  'POST /api/v1/people': {
    url: () => '/api/v1/people',
    body: ({ organisation }) => ({
      name: `new.${organisation.slice(0, 8)}`,
      password: 'a-password-for-1',
      memberships: [{ organisation, role: 'viewer' }],
    }),
    foreign: 'forbidden',
    status: 201,
  },
  'PATCH /api/v1/people/:id': {
    url: ({ person }) => `/api/v1/people/${person}`,
    body: () => ({ displayName: 'Another' }),
    foreign: 'hidden',
  },
  'PUT /api/v1/people/:id/password': {
    url: ({ person }) => `/api/v1/people/${person}/password`,
    body: () => ({ password: 'a-new-password-1' }),
    foreign: 'hidden',
    status: 204,
  },
  'DELETE /api/v1/people/:id': {
    url: ({ person }) => `/api/v1/people/${person}`,
    foreign: 'hidden',
    status: 204,
  },
  'GET /api/v1/organisations': { url: () => '/api/v1/organisations', foreign: 'empty' },
  'POST /api/v1/organisations': {
    url: () => '/api/v1/organisations',
    body: () => ({ name: 'A third one' }),
    foreign: 'forbidden',
    status: 201,
  },
  'PATCH /api/v1/organisations/:id': {
    url: ({ organisation }) => `/api/v1/organisations/${organisation}`,
    body: () => ({ zone: 'Asia/Urumqi' }),
    foreign: 'hidden',
  },
  'DELETE /api/v1/organisations/:id': {
    url: ({ organisation }) => `/api/v1/organisations/${organisation}`,
    foreign: 'forbidden',
    status: 409,
  },
  'GET /api/v1/duty': { url: () => '/api/v1/duty', foreign: 'empty' },
  'GET /api/v1/version': { url: () => '/api/v1/version', foreign: 'own' },
  'GET /api/v1/wall': { url: () => '/api/v1/wall', foreign: 'own' },
  'GET /api/v1/walls': { url: () => '/api/v1/walls', foreign: 'empty' },
  'GET /api/v1/walls/:id': { url: ({ wall }) => `/api/v1/walls/${wall}`, foreign: 'hidden' },
  'POST /api/v1/walls': {
    url: () => '/api/v1/walls',
    body: ({ organisation }) => ({ organisation, ...aWall }),
    foreign: 'invalid',
    status: 201,
  },
  'POST /api/v1/walls/:id/renew': { url: ({ wall }) => `/api/v1/walls/${wall}/renew`, foreign: 'hidden' },
  'POST /api/v1/walls/:id/withdraw': {
    url: ({ wall }) => `/api/v1/walls/${wall}/withdraw`,
    foreign: 'hidden',
  },
  'PUT /api/v1/walls/:id': {
    url: ({ wall }) => `/api/v1/walls/${wall}`,
    body: () => ({ ...aWall, name: 'Corridor' }),
    foreign: 'hidden',
  },
  'DELETE /api/v1/walls/:id': { url: ({ wall }) => `/api/v1/walls/${wall}`, foreign: 'hidden', status: 204 },
  'GET /api/v1/audit': { url: () => '/api/v1/audit', foreign: 'empty' },
  'GET /api/v1/audit/check': { url: () => '/api/v1/audit/check', foreign: 'forbidden' },
  'GET /api/v1/backups': { url: () => '/api/v1/backups', foreign: 'forbidden' },
  'GET /api/v1/backups/tests': { url: () => '/api/v1/backups/tests', foreign: 'forbidden' },
  // There is no folder here, and nothing runs.
  'POST /api/v1/backups': { url: () => '/api/v1/backups', foreign: 'forbidden', status: 409 },
  'POST /api/v1/backups/test': { url: () => '/api/v1/backups/test', foreign: 'forbidden', status: 409 },
  'DELETE /api/v1/backups/running': {
    url: () => '/api/v1/backups/running',
    foreign: 'forbidden',
    status: 404,
  },
  'GET /api/v1/databases': { url: () => '/api/v1/databases', foreign: 'empty' },
  'GET /api/v1/disks': { url: () => '/api/v1/disks', foreign: 'empty' },
  'GET /api/v1/certificates': { url: () => '/api/v1/certificates', foreign: 'empty' },
  'GET /api/v1/pages': { url: () => '/api/v1/pages', foreign: 'empty' },
  'GET /api/v1/jobs/day': { url: () => '/api/v1/jobs/day', foreign: 'empty' },
  'GET /api/v1/backup-list': { url: () => '/api/v1/backup-list', foreign: 'empty' },
  'GET /api/v1/restore-proofs': {
    url: ({ job }) => `/api/v1/restore-proofs?target=${job}`,
    foreign: 'hidden',
  },
  'POST /api/v1/restore-proofs': {
    url: () => '/api/v1/restore-proofs',
    body: ({ job }) => ({ target: job, outcome: 'passed', what: 'all tables compared' }),
    foreign: 'hidden',
    status: 201,
  },
};

const PUBLIC = [
  'POST /api/v1/session',
  'POST /api/v1/wall/session',
  'POST /api/v1/enrol',
  'GET /api/v1/openapi.json',
  ...['', '/start', '/success', '/failure'].flatMap((path) => [
    `GET /api/v1/beats/:token${path}`,
    `POST /api/v1/beats/:token${path}`,
  ]),
];

/** Changes come last in the walk of those who may, removals behind them. */
const ORDER = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const walk = Object.entries(CASES).sort(
  ([a], [b]) => ORDER.indexOf(a.split(' ')[0]) - ORDER.indexOf(b.split(' ')[0]),
);

let world: TestWorld;
let ours: Things;
let theirs: Things;

beforeAll(async () => {
  world = await testWorld();
  ours = await makeThings('ours');
  theirs = await makeThings('theirs');
});
afterAll(() => world.close());

async function makeThings(name: string): Promise<Things> {
  const { registry, ask, admin } = world;
  const made = async (url: string, body: unknown) => (await ask(admin, 'POST', url, body)).body;
  const organisation = (await made('/api/v1/organisations', { name })).id as string;
  const { token } = await made('/api/v1/enrol-tokens', { organisation, zone: 'default' });
  const enrolled = await ask(undefined, 'POST', '/api/v1/enrol', { token, hostname: name, machine: name });
  const { agent, target } = enrolled.body;
  for (const metric of [
    'database_space.used_bytes',
    'database_backup.age_seconds',
    'disk.used',
    'certificate.days_left',
    'http_response.response_time',
  ])
    world.series.push({
      target,
      metric,
      labels: {},
      timesMs: Float64Array.of(world.clock.nowMs),
      values: Float64Array.of(1),
    });
  world.series.push({
    target,
    metric: 'cpu.usage_active',
    labels: { cpu: 'cpu-total' },
    timesMs: Float64Array.of(1),
    values: Float64Array.of(2),
  });
  const neighbours = [{ localPort: 'GE1', chassis: '', port: 'GE2', name: 'core-2', description: '' }];
  const config = (text: string) => ({ platform: 'vrp', hash: sha256(text), part: 1, parts: 1, text });
  await registry.records.take([
    { position: 1, timeMs: 1, record: { target, kind: 'inventory', key: '', data: { serial: 'K6000123' } } },
    { position: 2, timeMs: 1, record: { target, kind: 'neighbours', key: '', data: neighbours } },
    { position: 3, timeMs: 1, record: { target, kind: 'config', key: 'vrp', data: config('a') } },
    { position: 4, timeMs: 2, record: { target, kind: 'config', key: 'vrp', data: config('b') } },
  ]);
  await world.lines.arrive(world.polling, agent, 'default');
  await ask(admin, 'PATCH', `/api/v1/targets/${target}`, { address: '10.1.0.7' });
  const emptyPlan = { widthCm: 600, depthCm: 600, items: [] };
  await ask(admin, 'PUT', `/api/v1/rooms/${organisation}/R1`, { revision: 0, plan: emptyPlan });
  const snmp = { organisation, kind: 'snmp', fields: { version: '2c', community: 'hush-hush' } };
  const credential = (await made('/api/v1/credentials', { ...snmp, name: 'used' })).id;
  await ask(admin, 'PUT', `/api/v1/targets/${target}/polls/snmp`, { credential });
  const swept = { organisation, ranges: ['10.1.0.9'], credentials: [{ credential }] };
  const discovery = (await made('/api/v1/discoveries', swept)).id;
  await registry.discoveries.take(agent, {
    type: 'discovered',
    id: discovery,
    asked: 1,
    total: 1,
    done: false,
    error: '',
    found: [{ address: '10.1.0.9', probe: 'snmp', credential, recognised: null }],
  });
  const alert = makeAlert(createHash('md5').update(name).digest('hex'), organisation, target);
  const fired = {
    id: `${alert.id}-fired`,
    kind: 'fired' as const,
    atMs: 1,
    position: 1,
    late: false,
    by: null,
    comment: '',
    from: null,
    alert,
  };
  await world.parts.alerts.addLate([fired]);
  const planned = async (times: object): Promise<string> =>
    (await made('/api/v1/silences', { organisation, ...silence(0), times })).silence.id;
  await world.parts.rules.put(rule(`rule-${name}`, organisation), 'admin');
  await ask(admin, 'PUT', `/api/v1/channels/channel-${name}`, channel(organisation));
  await ask(admin, 'PUT', '/api/v1/thresholds', threshold(`rule-${name}`, organisation, target));
  const drill = `drill-${name}`;
  await world.ledger.sql.run(
    'INSERT INTO drills (id, organisation, begun_by, begun_at_ms, until_ms, ended_at_ms) VALUES (?, ?, ?, 1, 2, 2)',
    drill,
    organisation,
    'admin',
  );
  const [contactId, teamId, routeId] = [`contact-${name}`, `team-${name}`, `route-${name}`];
  await ask(admin, 'PUT', `/api/v1/contacts/${contactId}`, contact(organisation));
  const named = { organisation, name, contacts: [contactId] };
  await ask(admin, 'PUT', `/api/v1/teams/${teamId}`, named);
  await ask(admin, 'PUT', `/api/v1/routes/${routeId}`, { organisation, name, match: {}, teams: [teamId] });
  const groupId = `group-${name}`;
  await ask(admin, 'PUT', `/api/v1/groups/${groupId}`, group(groupId, organisation, [target]));
  return {
    organisation,
    target,
    agent,
    token: (await made('/api/v1/enrol-tokens', { organisation })).id,
    key: (await made('/api/v1/keys', { organisation, name: 'k' })).id,
    person: (
      await made('/api/v1/people', {
        name: `person.${name}`,
        password: 'a-password-for-1',
        memberships: [{ organisation, role: 'viewer' }],
      })
    ).id,
    alert: alert.id,
    board: (await made('/api/v1/boards', { organisation, board: aBoard })).id,
    wall: (await made('/api/v1/walls', { organisation, ...aWall })).id,
    rule: `rule-${name}`,
    group: groupId,
    channel: `channel-${name}`,
    contact: contactId,
    team: teamId,
    route: routeId,
    drill,
    proof: (await made('/api/v1/restore-proofs', { target, outcome: 'passed', what: 'compared' })).id,
    credential,
    spare: (await made('/api/v1/credentials', { ...snmp, name: 'spare' })).id,
    discovery,
    silence: await planned({ kind: 'for', durationMs: 60_000 }),
    ended: await planned({ kind: 'for', durationMs: 60_000 }),
    coming: await planned({
      kind: 'once',
      fromMs: world.clock.nowMs + 3_600_000,
      toMs: world.clock.nowMs + 7_200_000,
    }),
    job: (await made('/api/v1/jobs', { organisation, name: `job ${name}`, definition: nightly })).id,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function makeAlert(id: string, organisation: string, target: string): Alert {
  return {
    id,
    rule: 'r',
    ruleRevision: 1,
    organisation,
    target,
    metric: 'cpu.usage_active',
    labels: {},
    severity: 'warning',
    state: 'firing',
    beganAtMs: 1,
    firedAtMs: 1,
    value: 99,
    threshold: 90,
    ...UNTOUCHED,
  };
}

function call(token: string | undefined, name: string, things: Things) {
  const { url, body } = CASES[name];
  return world.ask(token, name.split(' ')[0], url(things), body?.(things));
}

test('every route declares who may use it and is walked here', () => {
  const declared = apiRoutes(world.routes).map(({ method, url }) => `${method} ${url}`);

  expect(declared.sort()).toEqual([...Object.keys(CASES), ...PUBLIC].sort());
  for (const route of world.routes) expect(route.config?.permission, route.url).toBeTypeOf('string');
  const open = world.routes.filter(({ config }) => config?.permission === 'public');
  expect(new Set(open.map(({ url }) => url))).toEqual(
    new Set([...PUBLIC.map((name) => name.split(' ')[1]), '/d/:token', '/healthz', '/readyz', '/metrics']),
  );
});

test('an application with a route that declares nothing does not start', async () => {
  const other = await testWorld();
  const { buildApp } = await import('#collector/app.ts');
  const { app } = await buildApp({
    parts: other.parts,
    health: { readiness: () => ({ ready: true, reasons: [] }), stats: [] },
    pagesFolder: '/nowhere',
    version: '0',
    register: [(scope) => void scope.get('/api/v1/forgotten', async () => 'open to all')],
  });

  await expect(app.ready()).rejects.toThrow('the route GET /api/v1/forgotten declares no permission');
  await other.close();
});

const scoped = walk.filter(([, { foreign }]) => foreign !== 'own');

describe('without a session', () => {
  test.each(walk.map(([name]) => name))('%s answers 401, to nobody and to a wrong token', async (name) => {
    expect((await call(undefined, name, ours)).status).toBe(401);
    expect((await call('ws_wrong', name, ours)).status).toBe(401);
  });
});

describe('without the permission', () => {
  test.each(scoped.map(([name]) => name))('%s answers 403', async (name) => {
    const stranger = await somebody([]);

    expect(await call(stranger, name, ours)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

describe('the administrator of another organisation', () => {
  test.each(scoped)('%s shows and changes nothing of ours', async (name, { foreign }) => {
    const stranger = await somebody([{ organisation: theirs.organisation, role: 'administrator' }]);

    const { status, body } = await call(stranger, name, ours);

    if (foreign === 'hidden') expect(status).toBe(404);
    else if (foreign === 'forbidden') expect(status).toBe(403);
    else if (foreign === 'invalid') expect(status).toBe(400);
    else if (foreign === 'refused') {
      expect(body.done).toEqual([]);
      expect(body.refused).toMatchObject([{ code: 'unknown_alert' }]);
    } else {
      expect(status).toBe(200);
      expect(mentioned(body, ours)).toEqual([]);
      if (foreign === 'common') return;
      // What is left out here is seen by somebody of ours: the check above can fail.
      const member = await somebody([{ organisation: ours.organisation, role: 'administrator' }]);
      expect(mentioned((await call(member, name, ours)).body, ours)).not.toEqual([]);
    }
  });
});

let people = 0;
function somebody(memberships: Membership[]): Promise<string> {
  return world.person(`somebody.${++people}`, memberships);
}

/** Which of the things an answer names. */
function mentioned(body: unknown, things: Things): string[] {
  const text = JSON.stringify(body);
  return Object.values(things).filter((id) => text.includes(id));
}

describe('a viewer', () => {
  const READS =
    /^(?:GET \/api\/v1\/(session|fleet|find|changes|probes|jobs|targets(?!.*configs)|zones|topology|rooms|query|latest|series|records|alerts|alert-events|silences|silence-windows|rules|groups|thresholds|agents|organisations|duty|databases|disks|certificates|pages(?!-address)|backup-list|restore-proofs|explore|boards)|POST \/api\/v1\/(why-not|queries|explore))/;

  test.each(scoped.map(([name]) => name))('may read what is watched and nothing more: %s', async (name) => {
    const viewer = await somebody([{ organisation: ours.organisation, role: 'viewer' }]);

    expect((await call(viewer, name, ours)).status).toBe(READS.test(name) ? 200 : 403);
  });
});

describe('a wall', () => {
  let token: string;

  beforeAll(async () => {
    const body = { organisation: ours.organisation, ...aWall };
    token = (await world.ask(world.admin, 'POST', '/api/v1/walls', body)).body.token;
  });

  /** What only reads, by its method or because it says so. */
  const READS_BY_POST = ['POST /api/v1/queries', 'POST /api/v1/explore'];
  const reads = (name: string) => name.startsWith('GET') || READS_BY_POST.includes(name);

  test('may use by POST what says that it only reads, and nothing else says so', () => {
    const said = world.routes.filter(({ config }) => config?.reads);

    expect(said.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([...READS_BY_POST].sort());
  });

  test.each(walk.filter(([name]) => !reads(name)).map(([name]) => name))(
    'changes nothing, and asks nothing by what could: %s',
    async (name) => {
      const before = (await world.registry.audit.verify()).entries;

      expect(await call(token, name, ours)).toMatchObject({ status: 403, body: { code: 'wall_reads_only' } });

      expect((await world.registry.audit.verify()).entries).toBe(before);
    },
  );

  test.each(walk.filter(([name]) => reads(name)).map(([name]) => name))(
    'reads what it shows, of its organisation alone: %s',
    async (name) => {
      const route = world.routes.find(({ method, url }) => `${method} ${url}` === name);
      const permission = route?.config?.permission as Permission | 'session';
      const isShown = permission === 'session' || allows('wall', permission);

      const [own, other] = [await call(token, name, ours), await call(token, name, theirs)];

      expect(own.status === 403, name).toBe(!isShown);
      if (other.status === 200) expect(mentioned(other.body, theirs), name).toEqual([]);
      else expect([403, 404], name).toContain(other.status);
    },
  );
});

describe('somebody who may', () => {
  test('is answered, and every change is in the audit', async () => {
    const SILENT = new Set([
      'POST /api/v1/silences/preview',
      'DELETE /api/v1/organisations/:id',
      'POST /api/v1/jobs/preview',
      'POST /api/v1/targets/import',
      'POST /api/v1/targets/bulk-remove',
      'POST /api/v1/channels/preview',
      'POST /api/v1/groups/preview',
      'POST /api/v1/back-tests',
      'POST /api/v1/why-not',
      'POST /api/v1/queries',
      'POST /api/v1/explore',
      'POST /api/v1/boards/preview',
      'DELETE /api/v1/back-tests/:id',
      'POST /api/v1/rules/advice',
      'POST /api/v1/routes/preview',
      'POST /api/v1/drills/:id/answer',
      'POST /api/v1/backups',
      'POST /api/v1/backups/test',
      'DELETE /api/v1/backups/running',
    ]);
    // Things of its own: they are gone afterwards.
    const [mine, others] = [await makeThings('mine'), await makeThings('others')];
    for (const [name, { status = 200 }] of walk) {
      const things = name.startsWith('DELETE /api/v1/agents') ? others : mine;
      const administrator = await somebody([{ organisation: '*', role: 'administrator' }]);
      const before = (await world.registry.audit.verify()).entries;

      const answer = await call(administrator, name, things);

      expect(answer, name).toMatchObject({ status });
      const entries = (await world.registry.audit.verify()).entries - before;
      if (name.startsWith('GET')) expect(entries, name).toBe(0);
      else if (!SILENT.has(name)) expect(entries, name).toBeGreaterThanOrEqual(1);
    }
    expect((await world.registry.audit.verify()).intact).toBe(true);
    expect(new Set(world.deleted)).toEqual(new Set([mine.target, mine.job]));
  });
});

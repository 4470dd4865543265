import * as z from 'zod';
import { notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toCursor } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Caller, Scope } from '#collector/people/caller.ts';
import { ALERT_STATES, Alert, AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import { Silence } from '#protocol/silence.ts';
import { alertEventRoutes } from './alert-events.ts';
import { searched, someOf, targetsOf, textFilter, yesOrNo } from './alert-filters.ts';
import { alertWorkRoutes } from './alert-work.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams } from './shapes.ts';

/** An alert with what holds it back now: computed when it is asked for, since it changes with the clock. */
const Shown = Alert.extend({
  silenced: z
    .strictObject({
      silence: z.string(),
      kind: Silence.shape.kind,
      name: z.string(),
      untilMs: z.number().nullable().describe('null: until somebody ends it'),
    })
    .nullable(),
});

const NOBODY = 'nobody';
const ME = 'me';

const List = z.strictObject({
  state: someOf('state', ALERT_STATES),
  target: Id.optional(),
  group: Id.optional(),
  rule: Id.optional(),
  severity: someOf('severity', SEVERITIES),
  unknown: yesOrNo.describe('nothing can be known of it now, because of another alert'),
  acknowledged: yesOrNo,
  assigned: z.string().max(100).optional().describe('name of a person, `me`, or `nobody`'),
  closed: yesOrNo,
  flapping: yesOrNo,
  text: searched.describe(
    'a part of the metric, of a label or comment, or of the name of the target or the rule',
  ),
  from: z.coerce.number().optional().describe('UTC ms: began at or after'),
  to: z.coerce.number().optional().describe('UTC ms: began before'),
  cursor: cursorOf(z.tuple([z.number(), z.string()])),
  limit,
});

const bySeverity = z.strictObject({ info: z.int(), warning: z.int(), critical: z.int() });
const Counts = z.strictObject({
  firing: bySeverity,
  pending: bySeverity,
  open: z.int().describe('of those that fire: known, not taken up by anybody and not closed'),
  unknown: z.int(),
  acknowledged: z.int(),
  assigned: z.int(),
  mine: z.int().describe('assigned to whoever asks'),
  closed: z.int(),
  flapping: z.int(),
});

/** Alerts and what happened to them. */
export function alertRoutes(app: App, parts: Parts): void {
  const { alerts, silences, nowMs } = parts;

  app.get(
    '/api/v1/alerts',
    {
      config: {
        permission: 'alerts.read',
        summary: 'Alerts, newest beginning first. A page may end before it is full: `next` goes on.',
      },
      schema: {
        querystring: List,
        response: { 200: z.strictObject({ alerts: z.array(Shown), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { scope, caller, query } = request;
      const { state, severity, group, assigned, text, from, to, cursor = null, limit: size, ...rest } = query;
      const me = (caller as Caller).name;
      const filter = {
        ...rest,
        states: state,
        severities: severity,
        targets: targetsOf(parts, scope, group),
        assignedTo: assigned === NOBODY ? null : assigned === ME ? me : assigned,
        text: await textFilter(parts, scope, text),
        fromMs: from,
        toMs: to,
      };
      const page = await alerts.list(scope, filter, cursor, size);
      return { alerts: page.alerts.map(show), next: page.next && toCursor(page.next) };
    },
  );

  app.get(
    '/api/v1/alerts/counts',
    {
      config: {
        permission: 'alerts.read',
        summary: 'How many alerts stand now, and how people stand to them.',
      },
      schema: {
        querystring: List.pick({ target: true, group: true, rule: true }),
        response: { 200: Counts },
      },
    },
    async (request) => {
      const { group, ...rest } = request.query;
      const filter = { ...rest, targets: targetsOf(parts, request.scope, group) };
      return alerts.counts(request.scope, filter, (request.caller as Caller).name);
    },
  );

  app.get(
    '/api/v1/alerts/:id',
    {
      config: { permission: 'alerts.read', summary: 'One alert.' },
      schema: { params: IdParams, response: { 200: Shown } },
    },
    async (request) => show(await see(request.scope, request.params.id)),
  );

  app.get(
    '/api/v1/alerts/:id/events',
    {
      config: { permission: 'alerts.read', summary: 'What happened to it, oldest first.' },
      schema: { params: IdParams, response: { 200: z.strictObject({ events: z.array(AlertEvent) }) } },
    },
    async (request) => {
      const alert = await see(request.scope, request.params.id);
      return { events: await alerts.history(request.scope, alert.id) };
    },
  );

  alertWorkRoutes(app, parts);
  alertEventRoutes(app, parts);

  function show(alert: Alert): z.output<typeof Shown> {
    const holding = alert.state === 'resolved' ? undefined : silences.holding(alert, nowMs());
    return { ...alert, silenced: holding ?? null };
  }

  async function see(scope: Scope, id: string): Promise<Alert> {
    const alert = await alerts.get(scope, id);
    if (!alert) throw notFound('alert', id);
    return alert;
  }
}

import { z } from 'zod';
import { conflict, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { type Caller, inScope, type Scope } from '#collector/people/caller.ts';
import { ALERT_STATES, Alert, AlertEvent } from '#protocol/alert.ts';
import { Severity } from '#protocol/rule.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, line, several } from './shapes.ts';

const List = z.strictObject({
  state: z
    .string()
    .max(40)
    .optional()
    .transform((text, context) => {
      const states = text === undefined ? [] : text.split(',');
      const wrong = states.find((state) => !(ALERT_STATES as readonly string[]).includes(state));
      if (wrong === undefined) return states as (typeof ALERT_STATES)[number][];
      context.addIssue({
        code: 'custom',
        message: `${wrong} is no state; allowed are ${ALERT_STATES.join(', ')}`,
      });
      return z.NEVER;
    })
    .describe('one state, or several separated by commas'),
  target: several(Id, 1_000),
  rule: Id.optional(),
  severity: Severity.optional(),
  cursor: cursorOf(z.strictObject({ beganAtMs: z.number(), id: z.string() })),
  limit,
});

/** Alerts and what happened to them. */
export function alertRoutes(app: App, { registry, alerts, nowMs }: Parts): void {
  const { audit } = registry;

  app.get(
    '/api/v1/alerts',
    {
      config: { permission: 'alerts.read', summary: 'Alerts, newest beginning first.' },
      schema: {
        querystring: List,
        response: { 200: z.strictObject({ alerts: z.array(Alert), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { state, target, rule, severity, cursor, limit: size } = request.query;
      const filter = { scope: request.scope, states: state, targets: target, rule, severity };
      const { items, next } = toPage(
        await alerts.list(filter, cursor, size + 1),
        size,
        ({ beganAtMs, id }) => ({
          beganAtMs,
          id,
        }),
      );
      return { alerts: items, next };
    },
  );

  app.get(
    '/api/v1/alerts/:id',
    {
      config: { permission: 'alerts.read', summary: 'One alert.' },
      schema: { params: IdParams, response: { 200: Alert } },
    },
    async (request) => see(request.scope, request.params.id),
  );

  app.get(
    '/api/v1/alerts/:id/events',
    {
      config: { permission: 'alerts.read', summary: 'What happened to it, oldest first.' },
      schema: { params: IdParams, response: { 200: z.strictObject({ events: z.array(AlertEvent) }) } },
    },
    async (request) => {
      const alert = await see(request.scope, request.params.id);
      return { events: await alerts.events(alert.id) };
    },
  );

  app.post(
    '/api/v1/alerts/:id/acknowledge',
    {
      config: { permission: 'alerts.acknowledge', summary: 'Says that somebody has taken it up.' },
      schema: {
        params: IdParams,
        body: z.strictObject({ comment: line(500).default('') }),
        response: { 200: Alert },
      },
    },
    async (request) => {
      const before = await see(request.scope, request.params.id);
      const { name } = request.caller as Caller;
      const after = await alerts.acknowledge(before.id, name, request.body.comment, nowMs());
      if (!after) throw conflict('already_resolved', 'the alert is resolved already');
      await audit.write(request.actor, {
        action: 'alert.acknowledge',
        object: `alert:${before.id}`,
        organisation: before.organisation,
        before: before.acknowledged,
        after: after.acknowledged,
      });
      return after;
    },
  );

  async function see(scope: Scope, id: string): Promise<Alert> {
    const alert = await alerts.get(id);
    if (!alert || !inScope(scope, alert.organisation)) throw notFound('alert', id);
    return alert;
  }
}

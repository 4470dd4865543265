import * as z from 'zod';
import { notFound } from '#collector/http/api-error.ts';
import { limit } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Scope } from '#collector/people/caller.ts';
import { ALERT_STATES, Alert, AlertEvent } from '#protocol/alert.ts';
import { Severity } from '#protocol/rule.ts';
import { alertWorkRoutes } from './alert-work.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, several } from './shapes.ts';

const List = z.strictObject({
  state: several(z.string().max(40), 10)
    .transform((texts, context) => {
      const states = texts.flatMap((text) => text.split(','));
      const wrong = states.find((state) => !(ALERT_STATES as readonly string[]).includes(state));
      if (wrong === undefined) return states as (typeof ALERT_STATES)[number][];
      context.addIssue({
        code: 'custom',
        message: `${wrong} is no state; allowed are ${ALERT_STATES.join(', ')}`,
      });
      return z.NEVER;
    })
    .describe('may be given several times, or several separated by commas'),
  target: Id.optional(),
  rule: Id.optional(),
  severity: Severity.optional(),
  cursor: z.string().max(100).optional(),
  limit,
});

/** Alerts and what happened to them. */
export function alertRoutes(app: App, parts: Parts): void {
  const { alerts } = parts;

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
      const { state, cursor = null, limit: size, ...filter } = request.query;
      const states = state.length > 0 ? state : undefined;
      const page = await alerts.list(request.scope, { ...filter, states }, cursor, size);
      return { alerts: page.alerts, next: page.cursor };
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
      return { events: await alerts.history(request.scope, alert.id) };
    },
  );

  alertWorkRoutes(app, parts);

  async function see(scope: Scope, id: string): Promise<Alert> {
    const alert = await alerts.get(scope, id);
    if (!alert) throw notFound('alert', id);
    return alert;
  }
}

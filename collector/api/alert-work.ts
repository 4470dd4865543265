import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { assignees, workOnAlerts } from '#collector/alerts/work-on-alerts.ts';
import { conflict, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { type Caller, inScope } from '#collector/people/caller.ts';
import { Alert, type AlertEvent } from '#protocol/alert.ts';
import { AlertDeed, DEED_ALERTS, DeedRefusal } from '#protocol/alert-work.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, line } from './shapes.ts';

const REFUSALS: Record<DeedRefusal, string> = {
  unknown_alert: 'the alert is gone',
  pending: 'it has not fired: there is nothing to work on yet',
  not_firing: 'only an alert that is firing can be taken up, or left again',
  already_acknowledged: 'somebody has taken it up already',
  not_acknowledged: 'nobody has taken it up',
  already_assigned: 'it is assigned so already',
  unknown_person: 'there is no such person who may work on alerts of the organisation',
  closed: 'it is closed: reopen it first',
  not_closed: 'it is not closed',
};

const Bulk = z.strictObject({ alerts: z.array(Id).min(1).max(DEED_ALERTS), deed: AlertDeed });
const BulkAnswer = z.strictObject({
  done: z.array(Alert).describe('as they are now'),
  refused: z.array(z.strictObject({ id: z.string(), code: DeedRefusal, message: z.string() })),
});

/** What people do with alerts. */
export function alertWorkRoutes(app: App, { registry, alerts, alertsWorkedOn, nowMs }: Parts): void {
  const { sql, audit, persons } = registry;

  app.post(
    '/api/v1/alerts/actions',
    {
      config: {
        permission: 'alerts.acknowledge',
        summary: 'Does the same to many alerts: each succeeds, or is named with why not.',
      },
      schema: { body: Bulk, response: { 200: BulkAnswer } },
    },
    async (request) => work(request, request.body.alerts, request.body.deed),
  );

  app.post(
    '/api/v1/alerts/:id/actions',
    {
      config: {
        permission: 'alerts.acknowledge',
        summary: 'Acknowledges, comments, assigns, claims, closes with a cause, or takes such a thing back.',
      },
      schema: { params: IdParams, body: AlertDeed, response: { 200: Alert } },
    },
    async (request) => workOnOne(request, request.params.id, request.body),
  );

  app.post(
    '/api/v1/alerts/:id/acknowledge',
    {
      config: { permission: 'alerts.acknowledge', summary: 'Says that somebody has taken it up.' },
      schema: {
        params: IdParams,
        body: z.strictObject({ comment: line(500).default('') }).prefault({}),
        response: { 200: Alert },
      },
    },
    async (request) => workOnOne(request, request.params.id, { action: 'acknowledge', ...request.body }),
  );

  app.get(
    '/api/v1/alert-assignees',
    {
      config: { permission: 'alerts.acknowledge', summary: 'Whom alerts of an organisation may be given.' },
      schema: {
        querystring: z.strictObject({ organisation: Id }),
        response: {
          200: z.strictObject({
            persons: z.array(z.strictObject({ name: z.string(), displayName: z.string() })),
          }),
        },
      },
    },
    async (request) => {
      const { organisation } = request.query;
      if (!inScope(request.scope, organisation)) throw notFound('organisation', organisation);
      return { persons: await assignees(persons, organisation) };
    },
  );

  async function workOnOne(request: FastifyRequest, id: string, deed: AlertDeed): Promise<Alert> {
    const { done, refused } = await work(request, [id], deed);
    if (done[0]) return done[0];
    const [{ code, message }] = refused;
    throw code === 'unknown_alert' ? notFound('alert', id) : conflict(code, message);
  }

  async function work(
    request: FastifyRequest,
    ids: readonly string[],
    deed: AlertDeed,
  ): Promise<z.output<typeof BulkAnswer>> {
    const { name: by } = request.caller as Caller;
    const worker = { by, scope: request.scope, actor: request.actor };
    const results = await workOnAlerts({ sql, alerts, audit, persons, nowMs }, worker, ids, deed);
    const events: AlertEvent[] = [];
    const refused: z.output<typeof BulkAnswer>['refused'] = [];
    for (const result of results) {
      if ('event' in result) events.push(result.event);
      else refused.push({ id: result.id, code: result.refused, message: REFUSALS[result.refused] });
    }
    if (events.length > 0) alertsWorkedOn(events);
    return { done: events.map(({ alert }) => alert), refused };
  }
}

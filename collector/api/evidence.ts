import * as z from 'zod';
import { ALERT_EVIDENCE } from '#collector/evidence/alert-evidence.ts';
import { notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { Evidence } from '#protocol/evidence.ts';
import type { Parts } from './parts.ts';
import { IdParams, labelsOf, withLabels } from './shapes.ts';

export const EvidenceShape = z.strictObject({ timeMs: z.number(), ...Evidence.shape });

/** What was seen when a series took its value: lines of logs, differences of pages. */
export function evidenceRoutes(app: App, { registry, alerts }: Parts): void {
  const { evidence, visible } = registry;

  app.get(
    '/api/v1/alerts/:id/evidence',
    {
      config: {
        permission: 'alerts.read',
        summary: 'What was seen before it fired and since, oldest first. It is kept as long as the alert.',
      },
      schema: {
        params: IdParams,
        response: {
          200: z.strictObject({
            evidence: z.array(EvidenceShape),
            isFull: z
              .boolean()
              .describe('it has as many records as one alert keeps: there may have been more'),
          }),
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!(await alerts.get(request.scope, id))) throw notFound('alert', id);
      const found = await evidence.ofAlert(id);
      return { evidence: found, isFull: found.length >= ALERT_EVIDENCE.records };
    },
  );

  app.get(
    '/api/v1/targets/:id/evidence',
    {
      config: {
        permission: 'targets.read',
        summary: 'What was seen lately, newest first; of one series with `metric` and `label.<name>`.',
      },
      schema: {
        params: IdParams,
        querystring: withLabels({ metric: z.string().max(128).optional() }),
        response: { 200: z.strictObject({ evidence: z.array(EvidenceShape) }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (visible.ids(request.scope, [id]).length === 0) throw notFound('target', id);
      return { evidence: await evidence.ofTarget(id, request.query.metric, labelsOf(request.query)) };
    },
  );
}

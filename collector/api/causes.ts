import * as z from 'zod';
import { causesIn } from '#collector/causes/cause-ledger.ts';
import { notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { Alert, Relation } from '#protocol/alert.ts';
import type { Parts } from './parts.ts';
import { IdParams } from './shapes.ts';

const Consequences = z.strictObject({
  total: z.int().describe('alerts that have been unknown because of it, also those that ended since'),
  standing: z.int().describe('of those, how many are now'),
  consequences: z.array(
    z.strictObject({ alert: Alert, relation: Relation, fromMs: z.number().describe('unknown from here on') }),
  ),
});

/** What an alert takes down. */
export function causeRoutes(app: App, { registry, alerts }: Parts): void {
  const causes = causesIn(registry.sql);

  app.get(
    '/api/v1/alerts/:id/consequences',
    {
      config: {
        permission: 'alerts.read',
        summary: 'Alerts that are, or were, unknown because of it; the newest ones first.',
      },
      schema: {
        params: IdParams,
        querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
        response: { 200: Consequences },
      },
    },
    async (request) => {
      const { scope, params, query } = request;
      if (!(await alerts.get(scope, params.id))) throw notFound('alert', params.id);
      const { total, standing, alerts: found } = await causes.consequences(params.id, query.limit);
      const consequences: z.infer<typeof Consequences>['consequences'] = [];
      for (const { alert: id, relation, fromMs } of found) {
        const alert = await alerts.get(scope, id);
        if (alert) consequences.push({ alert, relation, fromMs });
      }
      return { total, standing, consequences };
    },
  );
}

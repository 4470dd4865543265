import { notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { explainAlert } from '#collector/why/why.ts';
import { Why } from '#protocol/why.ts';
import type { Parts } from './parts.ts';
import { IdParams } from './shapes.ts';

/** Why something fired, and why nothing did. */
export function whyRoutes(app: App, parts: Parts): void {
  const { alerts } = parts;

  app.get(
    '/api/v1/alerts/:id/why',
    {
      config: {
        permission: 'alerts.read',
        summary:
          'Which values against which threshold, what was made of them, what held it back, who was told and who was not.',
      },
      schema: { params: IdParams, response: { 200: Why } },
    },
    async ({ params, scope }) => {
      const alert = await alerts.get(scope, params.id);
      if (!alert) throw notFound('alert', params.id);
      return explainAlert(alert, scope, parts);
    },
  );
}

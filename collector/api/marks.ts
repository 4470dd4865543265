import * as z from 'zod';
import { invalid, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { UPTIME_METRICS } from '#collector/marks/restarts.ts';
import { targetMarks } from '#collector/marks/target-marks.ts';
import { Alert } from '#protocol/alert.ts';
import type { Parts } from './parts.ts';
import { AnyJson, IdParams } from './shapes.ts';

const LONGEST_MS = 400 * 86_400_000;

const Asked = z.strictObject({
  from: z.coerce.number().describe('UTC ms'),
  to: z.coerce.number().describe('UTC ms, at most 400 days later'),
});
const Marks = z.strictObject({
  alerts: z.array(Alert).describe('that fired before the end and were not resolved before the beginning'),
  events: z
    .array(z.strictObject({ atMs: z.number(), key: z.string(), data: AnyJson }))
    .describe('`inventory_changed`, `config_changed` and others that its records tell of'),
  restarts: z
    .array(z.strictObject({ atMs: z.number(), metric: z.enum(UPTIME_METRICS) }))
    .describe('`metric` says of what the time since its start was read'),
  isCut: z.boolean().describe('more happened: of each kind the newest 200 are told'),
});

/** What happened to a target, for the time axis of its charts. */
export function markRoutes(app: App, { registry, store, limits }: Parts): void {
  const { sql, visible } = registry;

  app.get(
    '/api/v1/targets/:id/marks',
    {
      config: {
        permission: 'alerts.read',
        summary: 'Alerts, changes and starts of a target over a span, newest first.',
      },
      schema: { params: IdParams, querystring: Asked, response: { 200: Marks } },
    },
    async ({ params, query: { from, to }, scope }) => {
      if (!visible.see(scope, params.id)) throw notFound('target', params.id);
      if (!(from < to && to - from <= LONGEST_MS))
        throw invalid('to', 'later than `from`, by 400 days at most');
      return targetMarks({ sql, store, limits }, params.id, { fromMs: from, toMs: to });
    },
  );
}

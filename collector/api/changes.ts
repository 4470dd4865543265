import * as z from 'zod';
import { CHANGES_TOLD, recentChanges } from '#collector/fleet/recent-changes.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { Severity } from '#protocol/rule.ts';
import type { Parts } from './parts.ts';

/** Further back nobody calls it recent. */
const MOST_BACK_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const Change = z.strictObject({
  atMs: z.number(),
  what: z.enum(['fired', 'resolved', 'inventory', 'config', 'silent', 'heard', 'added']),
  target: z.string().describe('id; of the alert of a group the id of the group'),
  alert: z.string().nullable(),
  rule: z.string().nullable(),
  severity: Severity.nullable(),
  field: z.string().nullable().describe('which word of an inventory'),
  value: z.string().nullable().describe('what it says now'),
});

/** What changed lately, of whatever kind: the first thing to look at when something is wrong. */
export function changeRoutes(app: App, { registry, alerts, fleet, nowMs }: Parts): void {
  const { sql, targets } = registry;
  const sources = { sql, targets, alerts, heard: (sinceMs: number) => fleet.recent(sinceMs) };

  app.get(
    '/api/v1/changes',
    {
      config: {
        permission: 'targets.read',
        summary: `Alerts that fired and resolved, inventories and configurations that changed, targets that fell silent, came back or are new: the newest ${CHANGES_TOLD}, of a day at most.`,
      },
      schema: {
        querystring: z.strictObject({
          sinceMs: z.coerce.number().optional().describe('UTC ms; the last hour without it'),
        }),
        response: {
          200: z.strictObject({
            sinceMs: z.number(),
            changes: z.array(Change),
            truncated: z.boolean().describe('there is more than is told'),
          }),
        },
      },
    },
    async (request) => {
      const now = nowMs();
      const sinceMs = Math.max(request.query.sinceMs ?? now - HOUR_MS, now - MOST_BACK_MS);
      return { sinceMs, ...(await recentChanges(sources, request.scope, sinceMs)) };
    },
  );
}

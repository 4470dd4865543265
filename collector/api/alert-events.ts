import * as z from 'zod';
import { cursorOf, limit, toCursor } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { ALERT_EVENT_KINDS, AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import { searched, someOf, targetsOf, textFilter } from './alert-filters.ts';
import type { Parts } from './parts.ts';
import { Id } from './shapes.ts';

const Search = z.strictObject({
  from: z.coerce.number().optional().describe('UTC ms: at or after'),
  to: z.coerce.number().optional().describe('UTC ms: before'),
  kind: someOf('kind of event', ALERT_EVENT_KINDS),
  target: Id.optional(),
  group: Id.optional(),
  rule: Id.optional(),
  severity: someOf('severity', SEVERITIES),
  by: z.string().max(100).optional().describe('name of the person who did it'),
  text: searched.describe('a part of a comment, of a label, or of the name of the target or the rule'),
  cursor: cursorOf(z.tuple([z.number(), z.number()])),
  limit,
});

/** What happened to all alerts, for ever. */
export function alertEventRoutes(app: App, parts: Parts): void {
  app.get(
    '/api/v1/alert-events',
    {
      config: {
        permission: 'alerts.read',
        summary:
          'Searches what happened to alerts, newest first. A page may end before it is full: `next` goes on.',
      },
      schema: {
        querystring: Search,
        response: {
          200: z.strictObject({
            events: z.array(AlertEvent),
            next: z.string().nullable(),
            searchedToMs: z.number().nullable().describe('how far back this page looked; null: to the end'),
          }),
        },
      },
    },
    async (request) => {
      const { from, to, kind, group, severity, text, cursor = null, limit: size, ...rest } = request.query;
      const filter = {
        ...rest,
        fromMs: from,
        toMs: to,
        kinds: kind,
        severities: severity,
        targets: targetsOf(parts, request.scope, group),
        text: await textFilter(parts, request.scope, text),
      };
      const { events, next } = await parts.alerts.search(request.scope, filter, cursor, size);
      return { events, next: next && toCursor(next), searchedToMs: next?.[0] ?? null };
    },
  );
}

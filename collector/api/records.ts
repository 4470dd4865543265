import * as z from 'zod';
import { notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, several } from './shapes.ts';

const RecordShape = z.strictObject({
  target: z.string(),
  kind: z.string(),
  key: z.string(),
  timeMs: z.number(),
  data: z.json(),
});

/** What is known of targets and is no number: inventory, top processes, texts, events. */
export function recordRoutes(app: App, { registry }: Parts): void {
  const { records, visible } = registry;

  app.get(
    '/api/v1/records',
    {
      config: { permission: 'targets.read', summary: 'The newest record of each target, kind and key.' },
      schema: {
        querystring: z.strictObject({
          target: several(Id, 1_000),
          kind: z.string().max(64).optional(),
          cursor: cursorOf(z.strictObject({ target: z.string(), kind: z.string(), key: z.string() })),
          limit,
        }),
        response: { 200: z.strictObject({ records: z.array(RecordShape), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { target, kind, cursor, limit: size } = request.query;
      const targets = visible.ids(request.scope, target.length > 0 ? target : undefined);
      const found = await records.list(targets, kind, cursor, size + 1);
      const { items, next } = toPage(found, size, (one) => ({
        target: one.target,
        kind: one.kind,
        key: one.key,
      }));
      return { records: items as z.infer<typeof RecordShape>[], next };
    },
  );

  app.get(
    '/api/v1/targets/:id/events',
    {
      config: { permission: 'targets.read', summary: 'Events of one target, newest arrival first.' },
      schema: {
        params: IdParams,
        querystring: z.strictObject({
          cursor: cursorOf(z.string().regex(/^\d{1,16}\.\d$/)),
          limit,
        }),
        response: { 200: z.strictObject({ events: z.array(RecordShape), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!visible.see(request.scope, id)) throw notFound('target', id);
      const { cursor, limit: size } = request.query;
      const { items, next } = toPage(
        await records.events(id, cursor, size + 1),
        size,
        (event) => event.cursor,
      );
      const events = items.map(({ cursor: _cursor, ...event }) => event as z.infer<typeof RecordShape>);
      return { events, next };
    },
  );
}

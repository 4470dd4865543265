import * as z from 'zod';
import { invalid } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { HISTORY_KINDS } from '#collector/inventory/records.ts';
import type { Parts } from './parts.ts';
import { AnyJson, Id, several } from './shapes.ts';

export const RecordShape = z.strictObject({
  target: z.string(),
  kind: z.string(),
  key: z.string(),
  timeMs: z.number(),
  data: AnyJson,
});

const StatePoint = z.strictObject({ target: z.string(), kind: z.string(), key: z.string() });
const EventPoint = z.string().regex(/^\d{1,16}\.\d$/);
const List = z.strictObject({
  target: several(Id, 1_000),
  kind: z
    .string()
    .max(64)
    .optional()
    .describe('`event` and `trap` ask for the history of one target, newest arrival first'),
  cursor: cursorOf(z.union([StatePoint, EventPoint])),
  limit,
});

/** What is known of targets and is no number: inventory, top processes, texts, events. */
export function recordRoutes(app: App, { registry }: Parts): void {
  const { records, visible } = registry;

  app.get(
    '/api/v1/records',
    {
      config: {
        permission: 'targets.read',
        summary: 'The newest record of each target, kind and key; or events, or traps.',
      },
      schema: {
        querystring: List,
        response: { 200: z.strictObject({ records: z.array(RecordShape), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { target, kind, cursor, limit: size } = request.query;
      const targets = visible.ids(request.scope, target.length > 0 ? target : undefined);
      if (kind !== undefined && HISTORY_KINDS.includes(kind)) {
        if (target.length !== 1) throw invalid('target', `${kind}s are asked for one target at a time`);
        if (targets.length === 0) return { records: [], next: null };
        const before = typeof cursor === 'string' ? cursor : undefined;
        const found = await records.events(targets[0], before, size + 1, kind);
        const { items, next } = toPage(found, size, (event) => event.cursor);
        return { records: items.map(({ cursor: _cursor, ...event }) => event), next };
      }
      const after = typeof cursor === 'string' ? undefined : cursor;
      const found = await records.list(targets, kind || undefined, after, size + 1);
      const { items, next } = toPage(found, size, (one) => ({
        target: one.target,
        kind: one.kind,
        key: one.key,
      }));
      return { records: items, next };
    },
  );
}

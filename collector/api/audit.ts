import * as z from 'zod';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Parts } from './parts.ts';
import { AnyJson } from './shapes.ts';

const Entry = z.strictObject({
  number: z.number(),
  atMs: z.number(),
  organisation: z.string().nullable(),
  who: z.string(),
  address: z.string(),
  action: z.string(),
  object: z.string(),
  outcome: z.enum(['done', 'refused']),
  before: AnyJson,
  after: AnyJson,
  hash: z.string(),
});

/** Who did what to which object, when, from where. */
export function auditRoutes(app: App, { registry }: Parts): void {
  const { audit } = registry;

  app.get(
    '/api/v1/audit',
    {
      config: { permission: 'audit.read', summary: 'Changes and sign-ins, newest first.' },
      schema: {
        querystring: z.strictObject({ cursor: cursorOf(z.number()), limit }),
        response: { 200: z.strictObject({ entries: z.array(Entry), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor, limit: size } = request.query;
      const { items, next } = toPage(
        await audit.list(request.scope, cursor, size + 1),
        size,
        ({ number }) => number,
      );
      return { entries: items, next };
    },
  );

  app.get(
    '/api/v1/audit/check',
    {
      config: {
        permission: 'audit.read',
        everywhere: true,
        summary: 'Walks the whole chain. A head noted earlier shows whether the end was cut off since.',
      },
      schema: {
        querystring: z.strictObject({
          head: z
            .string()
            .regex(/^[0-9a-f]{64}$/, '64 hex digits, from an earlier check')
            .optional(),
        }),
        response: {
          200: z.strictObject({
            entries: z.number(),
            intact: z.boolean(),
            brokenAt: z.number().nullable(),
            head: z.string(),
            knownHeadFound: z.boolean().nullable(),
          }),
        },
      },
    },
    async (request) => audit.verify(request.query.head),
  );
}

import * as z from 'zod';
import type { App } from '#collector/http/zod-routes.ts';
import { findInInventories } from '#collector/inventory/find-in-inventories.ts';
import type { Parts } from './parts.ts';

/** Two letters stand in every inventory. */
const SHORTEST = 3;
const MOST_FOUND = 20;

/** Finding a target by what only its inventory says: a serial number, a hardware address, a version. */
export function findRoutes(app: App, { registry }: Parts): void {
  const { sql, visible } = registry;

  app.get(
    '/api/v1/find',
    {
      config: {
        permission: 'targets.read',
        summary: `Targets in whose inventory the text stands: by serial number, hardware address … At most ${MOST_FOUND}.`,
      },
      schema: {
        querystring: z.strictObject({ text: z.string().trim().min(SHORTEST).max(100) }),
        response: {
          200: z.strictObject({
            found: z.array(
              z.strictObject({
                target: z.string(),
                field: z.string().describe('of the inventory, such as `serial`'),
                value: z.string(),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const found = await findInInventories(sql, request.query.text);
      const seen = found.filter(({ target }) => visible.see(request.scope, target) !== undefined);
      return { found: seen.slice(0, MOST_FOUND) };
    },
  );
}

import * as z from 'zod';
import type { App } from '#collector/http/zod-routes.ts';
import { Loss, StoreState } from '#protocol/store-state.ts';
import { SystemHealth } from '#protocol/system-health.ts';
import type { SystemForApi } from './parts.ts';

/** Told at a time; there are more only where a store was emptied again and again. */
const LOSSES = 1_000;

/** How the store is, and what history is missing and why. */
export function storeRoutes(app: App, { system }: { system: SystemForApi }): void {
  app.get(
    '/api/v1/store',
    {
      config: {
        permission: 'system.read',
        everywhere: true,
        summary: 'How the store is: how far behind, why, and what is wrong with it.',
      },
      schema: { response: { 200: StoreState } },
    },
    async () => system.storeState(),
  );

  app.get(
    '/api/v1/system',
    {
      config: {
        permission: 'system.read',
        everywhere: true,
        summary:
          'How the collector itself is: load, lags, disks, what was dropped and why, and the last hour.',
      },
      schema: { response: { 200: SystemHealth } },
    },
    async () => system.health(),
  );

  app.get(
    '/api/v1/losses',
    {
      config: {
        permission: 'system.read',
        everywhere: true,
        summary: 'Entries that the history does not have, as spans, newest first.',
      },
      schema: {
        response: {
          200: z.strictObject({
            losses: z.array(Loss),
            entries: z.int().describe('in all losses'),
            truncated: z.boolean().describe('there are older ones'),
          }),
        },
      },
    },
    async () => {
      const losses = (await system.losses())
        .map((loss) => ({ ...loss, entries: loss.to - loss.from + 1 }))
        .sort((one, other) => other.atMs - one.atMs || other.from - one.from);
      return {
        losses: losses.slice(0, LOSSES),
        entries: losses.reduce((sum, { entries }) => sum + entries, 0),
        truncated: losses.length > LOSSES,
      };
    },
  );
}

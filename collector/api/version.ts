import * as z from 'zod';
import type { App } from '#collector/http/zod-routes.ts';
import type { PagesBuild } from './own-wall.ts';

/** What runs here, for pages that want to know whether they are the newest. */
export function versionRoutes(app: App, version: string, readBuild: PagesBuild): void {
  app.get(
    '/api/v1/version',
    {
      config: {
        permission: 'session',
        summary: 'The version of the collector, and which build of the pages it serves.',
      },
      schema: { response: { 200: z.strictObject({ version: z.string(), build: z.string() }) } },
    },
    async () => ({ version, build: await readBuild() }),
  );
}

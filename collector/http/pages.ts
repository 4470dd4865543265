import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { ApiError } from './api-error.ts';
import type { App } from './zod-routes.ts';

const YEAR_S = 31_536_000;

/**
 * Serves the built pages from `folder`, compressed where the build left `.br` or `.gz` beside them. Files under
 * `assets/` carry a hash in their name and never change; everything else is asked for again each time. An address
 * that is neither a file nor of the API gets the start page, which reads the address itself.
 */
export function servePages(app: App, folder: string): void {
  const built = existsSync(join(folder, 'index.html'));
  if (built) {
    app.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, permission: 'public' };
      });
      await scope.register(fastifyStatic, {
        root: folder,
        preCompressed: true,
        cacheControl: false,
        setHeaders(reply, path) {
          const isAsset = path.startsWith(join(folder, 'assets'));
          reply.header('cache-control', isAsset ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
        },
      });
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split('?');
    const isPage = request.method === 'GET' && !path.startsWith('/api/') && !basename(path).includes('.');
    if (!isPage) throw new ApiError(404, 'not_found', `there is no ${request.method} ${path}`);
    if (!built)
      throw new ApiError(404, 'no_pages', 'the pages are not built: run `npx vite build dashboards`');
    return reply.sendFile('index.html');
  });
}

import * as z from 'zod';
import { refuseOtherSites, setSessionCookie } from '#collector/http/access.ts';
import { ApiError } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Caller } from '#collector/people/caller.ts';
import { defaultWallView } from '#protocol/wall.ts';
import type { Parts } from './parts.ts';
import { NoContent } from './shapes.ts';
import { OwnWall } from './wall-shapes.ts';

/** The longest that browsers keep a cookie; a wall that looks gets it anew, so that it never runs out. */
const COOKIE_MS = 400 * 86_400_000;

/** How the pages are built that the collector serves now. */
export type PagesBuild = () => Promise<string>;

/** What a wall itself asks: the exchange of its token for a cookie, and how it shall look. */
export function ownWallRoutes(app: App, { registry, nowMs }: Parts, readBuild: PagesBuild): void {
  const { walls, guard, audit, refusals } = registry;

  app.post(
    '/api/v1/wall/session',
    {
      config: {
        permission: 'public',
        summary:
          'A wall exchanges its token for the cookie `ward_session`, which lasts as long as the token.',
      },
      schema: { body: z.strictObject({ token: z.string().min(1).max(200) }), response: { 204: NoContent } },
    },
    async (request, reply) => {
      refuseOtherSites(request);
      const { token } = request.body;
      const { ip } = request;
      // Not by token: a guesser never tries one twice.
      const name = `wall from ${ip}`;
      const waitMs = guard.begin(name, ip, nowMs());
      if (waitMs > 0)
        throw new ApiError(429, 'too_many_attempts', 'too many wrong tokens', { waitMs }, waitMs);
      const caller = walls.caller(token);
      const actor = { who: caller?.name ?? '', address: ip };
      if (!caller) {
        await refusals(actor, { action: 'wall.open', object: '', organisation: null });
        throw new ApiError(401, 'unknown_token', 'the token opens no wall: it was renewed or withdrawn');
      }
      guard.succeeded(name, ip);
      const organisation = walls.get(caller.wall as string)?.organisation ?? null;
      await audit.write(actor, { action: 'wall.open', object: caller.name, organisation });
      await walls.seen(caller.wall as string, ip);
      setSessionCookie(request, reply, token, COOKIE_MS);
      return reply.code(204).send(undefined);
    },
  );

  app.get(
    '/api/v1/wall',
    {
      config: {
        permission: 'session',
        summary: 'How the screen that asks shall look; renews its cookie. A person gets what can be tried.',
      },
      schema: { response: { 200: OwnWall } },
    },
    async (request, reply) => {
      const caller = request.caller as Caller;
      const build = await readBuild();
      const wall = caller.wall === undefined ? undefined : walls.get(caller.wall);
      if (!wall) return { wall: null, view: defaultWallView(caller.language), build };
      await walls.seen(wall.id, request.ip);
      const { ward_session: token } = request.cookies;
      if (token !== undefined) setSessionCookie(request, reply, token, COOKIE_MS);
      const { id, name, organisation, view } = wall;
      return { wall: { id, name, organisation }, view, build };
    },
  );
}

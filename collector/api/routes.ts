import * as z from 'zod';
import { checkMatch } from '#collector/contacts/check-match.ts';
import { checkRoute } from '#collector/contacts/check-names.ts';
import type { Kept } from '#collector/contacts/shelf.ts';
import { shelfDoor } from '#collector/contacts/shelf-door.ts';
import { invalid } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { Route } from '#protocol/contact.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, NoContent } from './shapes.ts';

const Shown = Route.extend({ changedBy: z.string(), changedAtMs: z.number() });
const Wanted = Route.extend({ id: Route.shape.id.optional() });
const Listed = z.strictObject({ routes: z.array(Shown) });

/**
 * Routes: who is told of which alerts. Those of an organisation are read first, in their order, then those of all
 * organisations in theirs.
 */
export function routeRoutes(app: App, { registry, channels, rules }: Parts): void {
  const { contactBook: book, organisations, targets, groups } = registry;
  const door = shelfDoor<Route>(book, 'route', organisations);
  const matchWorld = {
    target: (id: string) => targets.get(id)?.organisation,
    group: (id: string) => groups.get(FULL_SCOPE, id)?.organisation,
    rule: async (id: string) => (await rules.get(FULL_SCOPE, id))?.rule.organisation,
  };

  app.get(
    '/api/v1/routes',
    {
      config: { permission: 'contacts.read', summary: 'Routes in the order in which they are read.' },
      schema: { response: { 200: Listed } },
    },
    async (request) => ({ routes: book.routes.list(request.scope).map(show) }),
  );

  app.get(
    '/api/v1/routes/:id',
    {
      config: { permission: 'contacts.read', summary: 'One route.' },
      schema: { params: IdParams, response: { 200: Shown } },
    },
    async (request) => show(door.see(request.scope, request.params.id)),
  );

  app.put(
    '/api/v1/routes/:id',
    {
      config: { permission: 'contacts.write', summary: 'Makes or changes a route; a new one is read last.' },
      schema: { params: IdParams, body: Wanted, response: { 200: Shown } },
    },
    async (request) => {
      const route = Route.parse({ ...request.body, id: request.params.id });
      await door.refusePut(request.scope, route);
      checkRoute(route, await channels.list(FULL_SCOPE), book);
      await checkMatch(route.match, route.organisation, matchWorld);
      return show(await book.routes.put(request.actor, route));
    },
  );

  app.post(
    '/api/v1/routes/:id/move',
    {
      config: {
        permission: 'contacts.write',
        summary: 'Puts a route before another one of its organisation.',
      },
      schema: {
        params: IdParams,
        body: z.strictObject({ before: Id.nullable().describe('id of that route; null: last') }),
        response: { 200: Listed },
      },
    },
    async (request) => {
      const { entry } = door.mine(request.scope, request.params.id);
      const { before } = request.body;
      if (
        before !== null &&
        book.routes.see(request.scope, before)?.entry.organisation !== entry.organisation
      )
        throw invalid('before', `there is no route ${before} in the organisation of ${entry.id}`);
      await book.routes.move(request.actor, entry.id, before);
      return { routes: book.routes.list(request.scope).map(show) };
    },
  );

  app.delete(
    '/api/v1/routes/:id',
    {
      config: { permission: 'contacts.write', summary: 'Removes a route.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { entry } = door.mine(request.scope, request.params.id);
      await book.routes.remove(request.actor, entry.id);
      return reply.code(204).send(undefined);
    },
  );
}

function show({ entry, changedBy, changedAtMs }: Kept<Route>): z.input<typeof Shown> {
  return { ...entry, changedBy, changedAtMs };
}

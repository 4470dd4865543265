import * as z from 'zod';
import { checkTeam } from '#collector/contacts/check-names.ts';
import type { Kept } from '#collector/contacts/shelf.ts';
import { shelfDoor } from '#collector/contacts/shelf-door.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { Team } from '#protocol/contact.ts';
import type { Parts } from './parts.ts';
import { IdParams, NoContent } from './shapes.ts';

const Shown = Team.extend({ changedBy: z.string(), changedAtMs: z.number() });
const Wanted = Team.extend({ id: Team.shape.id.optional() });

/** Teams: contacts that are told together. */
export function teamRoutes(app: App, { registry, channels }: Parts): void {
  const { contactBook: book, organisations } = registry;
  const door = shelfDoor<Team>(book, 'team', organisations);

  app.get(
    '/api/v1/teams',
    {
      config: { permission: 'contacts.read', summary: 'Teams of contacts.' },
      schema: { response: { 200: z.strictObject({ teams: z.array(Shown) }) } },
    },
    async (request) => ({ teams: book.teams.list(request.scope).map(show) }),
  );

  app.get(
    '/api/v1/teams/:id',
    {
      config: { permission: 'contacts.read', summary: 'One team.' },
      schema: { params: IdParams, response: { 200: Shown } },
    },
    async (request) => show(door.see(request.scope, request.params.id)),
  );

  app.put(
    '/api/v1/teams/:id',
    {
      config: { permission: 'contacts.write', summary: 'Makes or changes a team.' },
      schema: { params: IdParams, body: Wanted, response: { 200: Shown } },
    },
    async (request) => {
      const team = Team.parse({ ...request.body, id: request.params.id });
      await door.refusePut(request.scope, team);
      checkTeam(team, await channels.list(FULL_SCOPE), book);
      return show(await book.teams.put(request.actor, team));
    },
  );

  app.delete(
    '/api/v1/teams/:id',
    {
      config: { permission: 'contacts.write', summary: 'Removes a team that no route names.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { entry } = door.mine(request.scope, request.params.id);
      door.refuseRemoval(request.scope, entry.id);
      await book.teams.remove(request.actor, entry.id);
      return reply.code(204).send(undefined);
    },
  );
}

function show({ entry, changedBy, changedAtMs }: Kept<Team>): z.input<typeof Shown> {
  return { ...entry, changedBy, changedAtMs };
}

import * as z from 'zod';
import { invalid, limitReached, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { EVERYWHERE, inScope, type Scope } from '#collector/people/caller.ts';
import { type WallFields as Fields, MOST_WALLS } from '#collector/walls/walls.ts';
import type { Wall } from '#protocol/wall.ts';
import type { Parts } from './parts.ts';
import { IdParams, NoContent } from './shapes.ts';
import { ShownWall, WallFields } from './wall-shapes.ts';

const Made = ShownWall.extend({ token: z.string().describe('told this once') });

/** Managing walls: whoever may change an organisation decides which screens show it. */
export function wallRoutes(app: App, { registry }: Parts): void {
  const { walls, organisations } = registry;
  const permission = 'organisations.write' as const;

  app.get(
    '/api/v1/walls',
    {
      config: { permission, summary: `The walls, oldest first: at most ${MOST_WALLS} are there.` },
      schema: { response: { 200: z.strictObject({ walls: z.array(ShownWall) }) } },
    },
    async (request) => ({ walls: walls.list(request.scope) }),
  );

  app.get(
    '/api/v1/walls/:id',
    {
      config: { permission, summary: 'One wall.' },
      schema: { params: IdParams, response: { 200: ShownWall } },
    },
    async (request) => see(request.scope, request.params.id),
  );

  app.post(
    '/api/v1/walls',
    {
      config: { permission, summary: 'Makes a wall; its token is told this once.' },
      schema: { body: WallFields, response: { 201: Made } },
    },
    async (request, reply) => {
      if (walls.isFull) throw limitReached('walls', { found: MOST_WALLS, allowed: MOST_WALLS });
      const fields = await toFields(request.scope, request.body);
      const { wall, token } = await walls.create(request.actor, fields);
      return reply.code(201).send({ ...wall, token });
    },
  );

  app.put(
    '/api/v1/walls/:id',
    {
      config: { permission, summary: 'Changes what a wall shows; its token stays.' },
      schema: { params: IdParams, body: WallFields, response: { 200: ShownWall } },
    },
    async (request) => {
      const wall = see(request.scope, request.params.id);
      const { organisation = wall.organisation } = request.body;
      const fields = await toFields(request.scope, { ...request.body, organisation });
      return walls.change(request.actor, wall, fields);
    },
  );

  app.post(
    '/api/v1/walls/:id/renew',
    {
      config: { permission, summary: 'Gives a wall another token; the one before ends at once.' },
      schema: { params: IdParams, response: { 200: Made } },
    },
    async (request) => {
      const { wall, token } = await walls.renew(request.actor, see(request.scope, request.params.id));
      return { ...wall, token };
    },
  );

  app.post(
    '/api/v1/walls/:id/withdraw',
    {
      config: { permission, summary: 'Ends the token of a wall at once; open screens lose their sight.' },
      schema: { params: IdParams, response: { 200: ShownWall } },
    },
    async (request) => walls.withdraw(request.actor, see(request.scope, request.params.id)),
  );

  app.delete(
    '/api/v1/walls/:id',
    {
      config: { permission, summary: 'Removes a wall with its token.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      await walls.remove(request.actor, see(request.scope, request.params.id));
      return reply.code(204).send(undefined);
    },
  );

  function see(scope: Scope, id: string): Wall {
    const wall = walls.get(id);
    if (!wall || !inScope(scope, wall.organisation)) throw notFound('wall', id);
    return wall;
  }

  async function toFields(
    scope: Scope,
    { name, organisation, view }: z.output<typeof WallFields>,
  ): Promise<Fields> {
    const chosen =
      organisation === EVERYWHERE && scope.everywhere
        ? EVERYWHERE
        : await organisations.choose(scope, organisation);
    if (chosen === undefined) throw invalid('organisation', 'not one in which you may do this');
    return { name, organisation: chosen, view };
  }
}

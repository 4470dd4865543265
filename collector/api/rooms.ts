import * as z from 'zod';
import { changedMeanwhile, invalid, limitReached, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import { glanceAtRooms, ROOMS_SHOWN, readRoom, TARGETS_PER_ROOM } from '#collector/rooms/read-room.ts';
import { RoomPlans, type SavedPlan } from '#collector/rooms/room-plans.ts';
import { RoomPlan } from '#protocol/room.ts';
import type { Parts } from './parts.ts';
import { Id, line, NoContent } from './shapes.ts';

const Params = z.strictObject({ organisation: Id, name: line(100).min(1) });
const Glance = z.strictObject({
  organisation: z.string(),
  name: z.string(),
  targets: z.number(),
  racks: z.number(),
  cooling: z.number().describe('air conditioners'),
  ups: z.number(),
  sensors: z.number(),
});
const Ids = z.array(z.string());
const TargetHere = z.strictObject({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  vendor: z.string(),
  model: z.string(),
  room: z.string(),
  rack: z.string(),
  rackUnit: z.number(),
  rackUnits: z.number(),
  parents: z.strictObject({ network: Ids, power: Ids, cooling: Ids, host: Ids }),
});
const Room = z.strictObject({
  organisation: z.string(),
  name: z.string(),
  revision: z.number().describe('of the saved plan; 0: nobody saved one, it is drawn from what stands there'),
  changedBy: z.string().nullable(),
  changedAtMs: z.number().nullable(),
  plan: RoomPlan,
  added: Ids.describe(
    'ids of things that the saved plan did not have: they were put where the floor is free',
  ),
  gone: z.array(z.string()).describe('names of things of the saved plan whose target has left the room'),
  left: z.number().describe('things for which a plan has no room'),
  targets: z.array(TargetHere).describe(`in natural order, at most ${TARGETS_PER_ROOM}`),
  targetsTotal: z.number(),
  outside: z.array(TargetHere).describe('what they stand on, as far as it stands elsewhere'),
});
const Change = z.strictObject({
  revision: z.int().min(0).describe('of the plan that was changed; another one in force is a conflict'),
  plan: RoomPlan,
});

/** Plans of machine rooms: drawn from what stands there, and as people correct them. */
export function roomRoutes(app: App, { registry, nowMs }: Parts): void {
  const { sql, audit, targets, organisations, visible } = registry;
  const plans = new RoomPlans(sql, audit, nowMs);

  app.get(
    '/api/v1/rooms',
    {
      config: { permission: 'targets.read', summary: 'Machine rooms, with how much stands in each.' },
      schema: {
        response: {
          200: z.strictObject({
            rooms: z.array(Glance).describe(`at most ${ROOMS_SHOWN}`),
            total: z.number(),
          }),
        },
      },
    },
    async ({ scope }) => {
      const seen = [...targets.all()].filter(({ organisation }) => inScope(scope, organisation));
      const rooms = glanceAtRooms(seen, await plans.names(scope));
      return { rooms: rooms.slice(0, ROOMS_SHOWN), total: rooms.length };
    },
  );

  app.get(
    '/api/v1/rooms/:organisation/:name',
    {
      config: {
        permission: 'targets.read',
        summary: 'A room: its plan, what stands in it, and what that stands on.',
      },
      schema: { params: Params, response: { 200: Room } },
    },
    async (request) => {
      const { organisation, name } = request.params;
      const room = await find(request.scope, organisation, name);
      if (!room) throw notFound('room', name);
      return room;
    },
  );

  app.put(
    '/api/v1/rooms/:organisation/:name',
    {
      config: {
        permission: 'targets.write',
        summary: 'Saves the plan of a room as somebody has corrected it.',
      },
      schema: { params: Params, body: Change, response: { 200: Room } },
    },
    async (request) => {
      const { organisation, name: room } = request.params;
      await refuseUnknownOrganisation(request.scope, organisation);
      const { revision, plan } = request.body;
      const within: Scope = { everywhere: false, organisations: [organisation] };
      for (const { target } of plan.items) {
        if (target !== null && !visible.see(within, target))
          throw invalid('plan.items', `there is no target ${target} in the organisation`);
      }
      const outcome = await plans.put(request.actor, { organisation, room, revision, plan });
      if ('tooMany' in outcome)
        throw limitReached('plans', { found: outcome.tooMany, allowed: outcome.tooMany });
      if ('changed' in outcome) throw changedMeanwhile(`room ${room}`, revision, outcome.changed);
      return show(outcome.saved.organisation, room, outcome.saved);
    },
  );

  app.delete(
    '/api/v1/rooms/:organisation/:name',
    {
      config: {
        permission: 'targets.write',
        summary: 'Forgets the saved plan: the room is drawn from what stands in it.',
      },
      schema: { params: Params, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { organisation, name } = request.params;
      const isSeen = inScope(request.scope, organisation);
      if (!isSeen || !(await plans.remove(request.actor, organisation, name))) throw notFound('plan', name);
      return reply.code(204).send(undefined);
    },
  );

  async function find(scope: Scope, organisation: string, name: string) {
    if (!inScope(scope, organisation)) return undefined;
    const saved = await plans.get(organisation, name);
    const room = show(organisation, name, saved);
    return saved || room.targetsTotal > 0 ? room : undefined;
  }

  function show(organisation: string, name: string, saved: SavedPlan | undefined): z.input<typeof Room> {
    const { revision = 0, changedBy = null, changedAtMs = null } = saved ?? {};
    return {
      organisation,
      name,
      revision,
      changedBy,
      changedAtMs,
      ...readRoom(targets, organisation, name, saved?.plan),
    };
  }

  async function refuseUnknownOrganisation(scope: Scope, id: string): Promise<void> {
    if (inScope(scope, id) && (await organisations.get(id))) return;
    throw invalid('organisation', `there is no organisation ${id}`);
  }
}

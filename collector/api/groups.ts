import * as z from 'zod';
import { GROUPS_PER_ORGANISATION } from '#collector/groups/groups.ts';
import { isReservedGroupId, membersOf } from '#collector/groups/members.ts';
import { conflict, invalid, limitReached, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { FULL_SCOPE, inScope, isSeen, type Scope } from '#collector/people/caller.ts';
import { GroupSelection, TargetGroup } from '#protocol/group.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, NoContent } from './shapes.ts';

/** Members that are shown with one group; beyond it the count alone says how many there are. */
const MEMBERS_SHOWN = 1_000;

const Member = z.strictObject({ id: z.string(), name: z.string(), kind: z.string() });
const Members = {
  count: z.number().describe('targets that belong to it now'),
  members: z.array(Member).describe(`by name, at most ${MEMBERS_SHOWN}`),
};
const Entry = z.strictObject({ group: TargetGroup, count: z.number() });
const WithMembers = z.strictObject({ group: TargetGroup, ...Members });

/** Groups of targets: what rules, thresholds, silences and routes name instead of many targets. */
export function groupRoutes(app: App, { registry }: Parts): void {
  const { groups, targets, organisations, visible } = registry;

  app.get(
    '/api/v1/groups',
    {
      config: { permission: 'targets.read', summary: 'Groups of targets, with how many they have now.' },
      schema: {
        querystring: z.strictObject({ cursor: cursorOf(z.string()), limit }),
        response: { 200: z.strictObject({ groups: z.array(Entry), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor = '', limit: size } = request.query;
      const { items, next } = toPage(groups.list(request.scope, cursor, size + 1), size, (group) => group.id);
      return { groups: items.map((group) => ({ group, count: groups.members(group.id).size })), next };
    },
  );

  app.get(
    '/api/v1/groups/:id',
    {
      config: { permission: 'targets.read', summary: 'One group and its targets.' },
      schema: { params: IdParams, response: { 200: WithMembers } },
    },
    async (request) => show(see(request.scope, request.params.id)),
  );

  app.post(
    '/api/v1/groups/preview',
    {
      config: { permission: 'rules.write', summary: 'Which targets a selection means, before it is saved.' },
      schema: {
        body: z.strictObject({ organisation: Id, select: GroupSelection }),
        response: { 200: z.strictObject(Members) },
      },
    },
    async (request) => {
      const { organisation, select } = request.body;
      await refuseUnknownOrganisation(request.scope, organisation);
      return named(membersOf(organisation, select, targets.all()));
    },
  );

  app.put(
    '/api/v1/groups/:id',
    {
      config: { permission: 'rules.write', summary: 'Makes or changes a group of targets.' },
      schema: { params: IdParams, body: TargetGroup, response: { 200: WithMembers } },
    },
    async (request) => {
      const group = request.body;
      if (group.id !== request.params.id)
        throw invalid('id', `must be ${request.params.id} as in the address`);
      if (isReservedGroupId(group.id))
        throw invalid('id', `${group.id} stands for all targets of an organisation; choose another id`);
      await refuseUnknownOrganisation(request.scope, group.organisation);
      const before = groups.get(FULL_SCOPE, group.id);
      if (before && before.organisation !== group.organisation)
        throw conflict('id_taken', `another organisation has a group ${group.id}; choose another id`);
      if (!before && groups.countIn(group.organisation) >= GROUPS_PER_ORGANISATION)
        throw limitReached('groups', { found: GROUPS_PER_ORGANISATION, allowed: GROUPS_PER_ORGANISATION });
      const within: Scope = { everywhere: false, organisations: [group.organisation] };
      const unknown = group.select.targets.find((id) => !visible.see(within, id));
      if (unknown !== undefined)
        throw invalid('select.targets', `there is no target ${unknown} in the organisation`);
      await groups.put(request.actor, group);
      return show(group);
    },
  );

  app.delete(
    '/api/v1/groups/:id',
    {
      config: { permission: 'rules.write', summary: 'Removes a group that nothing names any more.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const group = see(request.scope, request.params.id);
      const uses = await groups.uses(group.id);
      if (uses.length > 0) {
        const seen = uses.filter((use) => isSeen(request.scope, use));
        throw conflict(
          'group_in_use',
          `${uses.length} things name the group ${group.id}: take it out of them first`,
          { uses: seen.map(({ kind, id }) => ({ kind, id })), count: uses.length },
        );
      }
      await groups.remove(request.actor, group);
      return reply.code(204).send(undefined);
    },
  );

  function see(scope: Scope, id: string): TargetGroup {
    const group = groups.get(scope, id);
    if (!group) throw notFound('group', id);
    return group;
  }

  function show(group: TargetGroup): z.input<typeof WithMembers> {
    return { group, ...named(groups.members(group.id)) };
  }

  function named(ids: Iterable<string>): { count: number; members: z.input<typeof Member>[] } {
    const members: z.input<typeof Member>[] = [];
    for (const id of ids) {
      const target = targets.get(id);
      if (target) members.push({ id, name: target.name, kind: target.kind });
    }
    members.sort((one, other) => (one.name < other.name ? -1 : 1));
    return { count: members.length, members: members.slice(0, MEMBERS_SHOWN) };
  }

  async function refuseUnknownOrganisation(scope: Scope, id: string): Promise<void> {
    if (inScope(scope, id) && (await organisations.get(id))) return;
    throw invalid('organisation', `there is no organisation ${id}`);
  }
}

import * as z from 'zod';
import { invalid, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Target } from '#collector/inventory/targets.ts';
import type { Scope } from '#collector/people/caller.ts';
import { yesOrNo } from './alert-filters.ts';
import type { Parts } from './parts.ts';
import { PollShape } from './poll-shapes.ts';
import { pollsShown } from './polls-shown.ts';
import { Id, IdParams, line, NoContent } from './shapes.ts';
import { fits } from './target-choice.ts';

const ParentIds = z.array(Id).max(20);
export const TargetKind = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,31}$/, 'lower-case letters, digits and underscores, at most 32');
export const targetFields = {
  kind: TargetKind,
  name: line(200).min(1),
  address: line(255),
  zone: line(100),
  room: line(100),
  rack: line(100),
  rackUnit: z.int().min(0).max(60).describe('lowest unit it fills, counted from the bottom; 0: unknown'),
  rackUnits: z.int().min(0).max(20).describe('height in units; 0: unknown'),
  owner: line(200),
  contract: line(200),
  vendor: line(100),
  model: line(200),
  parents: z.strictObject({
    network: ParentIds,
    power: ParentIds,
    cooling: ParentIds,
    host: ParentIds.default([]).describe('the machine that a virtual one runs on'),
  }),
};
export const RecognisedShape = z.strictObject({
  profile: line(64),
  kind: line(32),
  vendor: line(100),
  model: line(200),
});
export const TargetShape = z.strictObject({
  id: z.string(),
  organisation: z.string(),
  host: z.string().describe('the label `host`: how the machine calls itself'),
  ...targetFields,
  recognised: RecognisedShape.nullable().describe('what the device last said it is'),
  createdAtMs: z.number(),
  polls: z.array(PollShape).describe('how it is asked over the network, and how that went last'),
});
const Fields = z.strictObject(targetFields).partial();
const NewTarget = Fields.required({ kind: true, name: true }).extend({ organisation: Id.optional() });
const List = z.strictObject({
  organisation: Id.optional(),
  kind: z.string().max(32).optional(),
  search: z.string().max(200).optional().describe('part of name, host, address, vendor or model'),
  polled: yesOrNo.describe('only those that are asked over the network, or that are not'),
  cursor: cursorOf(z.strictObject({ name: z.string(), id: z.string() })),
  limit,
});

/** The things watched. */
export function targetRoutes(app: App, parts: Parts): void {
  const { registry, targetDeleted } = parts;
  const { sql, targets, visible, agents, audit, organisations } = registry;
  const polls = pollsShown(parts);

  app.get(
    '/api/v1/targets',
    {
      config: { permission: 'targets.read', summary: 'The things watched, by name.' },
      schema: {
        querystring: List,
        response: { 200: z.strictObject({ targets: z.array(TargetShape), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { limit: size } = request.query;
      const found = await search(request.scope, request.query, size + 1);
      const { items, next } = toPage(found, size, ({ name, id }) => ({ name, id }));
      return { targets: items, next };
    },
  );

  app.get(
    '/api/v1/targets/:id',
    {
      config: { permission: 'targets.read', summary: 'One target.' },
      schema: { params: IdParams, response: { 200: TargetShape } },
    },
    async (request) => one(see(request.scope, request.params.id)),
  );

  app.post(
    '/api/v1/targets',
    {
      config: { permission: 'targets.write', summary: 'Makes a target that no agent stands for.' },
      schema: { body: NewTarget, response: { 201: TargetShape } },
    },
    async (request, reply) => {
      const { organisation: wanted, ...given } = request.body;
      const organisation = await organisations.choose(request.scope, wanted);
      if (organisation === undefined) throw invalid('organisation', 'not one that you may write');
      refuseUnseenParents(request.scope, given.parents);
      const made = await sql.transaction(async () => {
        const target = await targets.insert({ ...given, organisation, host: given.name });
        await audit.write(request.actor, {
          action: 'target.create',
          object: `target:${target.id}`,
          organisation,
          after: target,
        });
        return target;
      });
      targets.learn(made);
      return reply.code(201).send(await one(made));
    },
  );

  app.patch(
    '/api/v1/targets/:id',
    {
      config: { permission: 'targets.write', summary: 'Changes what people call it and where it stands.' },
      schema: { params: IdParams, body: Fields, response: { 200: TargetShape } },
    },
    async (request) => {
      const before = see(request.scope, request.params.id);
      refuseUnseenParents(request.scope, request.body.parents);
      const after = await sql.transaction(async () => {
        const changed = await targets.update(before, request.body);
        await audit.write(request.actor, {
          action: 'target.change',
          object: `target:${before.id}`,
          organisation: before.organisation,
          before,
          after: changed,
        });
        return changed;
      });
      targets.learn(after);
      return one(after);
    },
  );

  app.delete(
    '/api/v1/targets/:id',
    {
      config: { permission: 'targets.write', summary: 'Removes it, its series, and the keys of its agents.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const target = see(request.scope, request.params.id);
      for (const agent of await agents.ofTarget(target.id)) await agents.withdraw(request.actor, agent);
      await sql.transaction(async () => {
        await targets.remove(target.id);
        await audit.write(request.actor, {
          action: 'target.remove',
          object: `target:${target.id}`,
          organisation: target.organisation,
          before: target,
        });
      });
      targets.forget(target.id);
      await targetDeleted(target.id);
      return reply.code(204).send();
    },
  );

  /** Whether a target is asked over the network shows when its polls are looked up: that may take some turns. */
  async function search(
    scope: Scope,
    { cursor, limit: _, polled, ...filter }: z.infer<typeof List>,
    count: number,
  ): Promise<z.infer<typeof TargetShape>[]> {
    const found: z.infer<typeof TargetShape>[] = [];
    for (let after = cursor; ; ) {
      const fitting = targets.list(scope, after, count, (target) => fits(target, filter));
      const shown = await withPolls(fitting);
      found.push(...shown.filter(({ polls }) => polled === undefined || polled === polls.length > 0));
      after = fitting.at(-1);
      if (fitting.length < count || found.length >= count) return found;
    }
  }

  async function withPolls(found: readonly Target[]): Promise<z.infer<typeof TargetShape>[]> {
    const shown = await polls(found.map(({ id }) => id));
    return found.map((target) => ({ ...target, polls: shown.get(target.id) ?? [] }));
  }

  async function one(target: Target): Promise<z.infer<typeof TargetShape>> {
    return (await withPolls([target]))[0] as z.infer<typeof TargetShape>;
  }

  function see(scope: Scope, id: string): Target {
    const target = visible.see(scope, id);
    if (!target) throw notFound('target', id);
    return target;
  }

  function refuseUnseenParents(scope: Scope, parents: Target['parents'] | undefined): void {
    for (const [side, ids] of Object.entries(parents ?? {})) {
      const unknown = ids.find((id: string) => !visible.see(scope, id));
      if (unknown !== undefined) throw invalid(`parents.${side}`, `there is no target ${unknown}`);
    }
  }
}

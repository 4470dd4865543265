import * as z from 'zod';
import { changeMany } from '#collector/bulk/change-many.ts';
import { removeMany } from '#collector/bulk/remove-many.ts';
import { conflict, invalid } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { Parts } from './parts.ts';
import { Id } from './shapes.ts';
import { choice, chosen } from './target-choice.ts';
import { targetFields } from './targets.ts';

const { kind, zone, room, rack, rackUnit, rackUnits, owner, contract, vendor, model } = targetFields;
const ParentIds = z.array(Id).max(20);
const Sides = z
  .strictObject({ network: ParentIds, power: ParentIds, cooling: ParentIds, host: ParentIds })
  .partial();

const BulkChange = z.strictObject({
  fields: z
    .strictObject({ kind, zone, room, rack, rackUnit, rackUnits, owner, contract, vendor, model })
    .partial()
    .default({}),
  addParents: Sides.optional().describe('beside those that each has'),
  replaceParents: Sides.optional().describe(
    'in the place of those that each has; sides that are left out stay',
  ),
  polling: z.enum(['pause', 'resume']).optional().describe('of every probe that asks them'),
});

const Result = z.strictObject({
  id: z.string(),
  name: z.string(),
  what: z.enum(['changed', 'unchanged', 'removed', 'refused']),
  code: z.string().describe('why it was refused: `not_found`, `own_parent`, `too_many_parents`; else empty'),
});
const Results = z.strictObject({
  results: z.array(Result),
  done: z.int().describe('changed or removed'),
});

/** Many targets at once. */
export function targetBulkRoutes(app: App, parts: Parts): void {
  const { registry } = parts;
  const { targets, visible } = registry;

  app.post(
    '/api/v1/targets/bulk',
    {
      config: {
        permission: 'targets.write',
        summary: 'Changes up to 1,000 targets in one transaction, and answers what happened to each.',
      },
      schema: {
        body: z.strictObject({ ...choice, change: BulkChange }),
        response: { 200: Results },
      },
    },
    async (request) => {
      const { change } = request.body;
      refuseUnseen(request.scope, 'addParents', change.addParents);
      refuseUnseen(request.scope, 'replaceParents', change.replaceParents);
      const { found, missing } = chosen(targets, request.scope, request.body);
      const results = await changeMany(registry, request.actor, found, change);
      return answer(results, missing);
    },
  );

  app.post(
    '/api/v1/targets/bulk-remove',
    {
      config: {
        permission: 'targets.write',
        summary: 'Removes up to 1,000 targets with their series and the keys of their agents.',
      },
      schema: {
        body: z.strictObject({
          ...choice,
          confirm: z.int().describe('how many there are: 409 when it is another number'),
        }),
        response: { 200: Results },
      },
    },
    async (request) => {
      const { found, missing } = chosen(targets, request.scope, request.body);
      if (found.length !== request.body.confirm)
        throw conflict(
          'other_count',
          `${found.length} targets are meant, and ${request.body.confirm} were confirmed: look again at which`,
          { count: found.length },
        );
      const removed = await removeMany(parts, request.actor, found);
      return answer(removed, missing);
    },
  );

  function refuseUnseen(scope: Scope, field: string, sides: z.infer<typeof Sides> | undefined): void {
    for (const [side, ids] of Object.entries(sides ?? {})) {
      const unknown = ids?.find((id) => !visible.see(scope, id));
      if (unknown !== undefined) throw invalid(`change.${field}.${side}`, `there is no target ${unknown}`);
    }
  }
}

function answer(results: z.infer<typeof Result>[], missing: readonly string[]): z.infer<typeof Results> {
  const refused = missing.map((id) => ({ id, name: '', what: 'refused' as const, code: 'not_found' }));
  const done = results.filter(({ what }) => what === 'changed' || what === 'removed').length;
  return { results: [...results, ...refused], done };
}

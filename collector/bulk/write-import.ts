import type { Registry } from '#collector/api/parts.ts';
import type { Actor } from '#collector/audit/audit.ts';
import type { Parents, Target } from '#collector/inventory/targets.ts';
import { breathe, startSlice } from '#collector/threads/breathe.ts';
import { SIDES } from './columns.ts';
import type { ParentRef, RowDeed } from './plan.ts';

/** Targets as they stand after an import, to be learnt once it is committed. */
export interface Written {
  targets: Target[];
  /** The new ones, by their rows. */
  made: ReadonlyMap<number, Target>;
  hasPolls: boolean;
}

/** Writes the deeds of a plan, with an entry in the audit for each thing that changes. Inside the caller's transaction. */
export async function writeImport(
  registry: Registry,
  actor: Actor,
  deeds: readonly RowDeed[],
): Promise<Written> {
  const { targets, polls, audit } = registry;
  const made = new Map<number, Target>();
  const after: Target[] = [];
  let hasPolls = false;
  let isLong = startSlice();
  // First all that are new, since others may name them as their parents.
  for (const { row, before, organisation, fields } of deeds) {
    if (before) continue;
    const { kind = 'device', name = '', ...others } = fields;
    made.set(row, await targets.insert({ ...others, kind, name, host: name, organisation }));
    await rest();
  }
  for (const deed of deeds) {
    const { row, before, fields } = deed;
    const known = before ?? (made.get(row) as Target);
    const others = Object.entries(fields).filter(([field, value]) => before?.[field as 'name'] !== value);
    const changed: Partial<Target> = before ? Object.fromEntries(others) : {};
    if (SIDES.some((side) => deed.parents[side])) changed.parents = parentsOf(known.parents, deed.parents);
    const target = Object.keys(changed).length > 0 ? await targets.update(known, changed) : known;
    if (!before || Object.keys(changed).length > 0)
      await audit.write(actor, {
        action: before ? 'target.change' : 'target.create',
        object: `target:${target.id}`,
        organisation: target.organisation,
        ...(before ? { before } : {}),
        after: target,
      });
    for (const { probe, fields: how } of deed.polls) await polls.put(actor, target, probe, how);
    hasPolls ||= deed.polls.length > 0;
    after.push(target);
    await rest();
  }
  return { targets: after, made, hasPolls };

  function parentsOf(before: Parents, wanted: RowDeed['parents']): Parents {
    const idOf = (ref: ParentRef) => ('id' in ref ? ref.id : (made.get(ref.row) as Target).id);
    const given = SIDES.flatMap((side) => (wanted[side] ? [[side, wanted[side].map(idOf)]] : []));
    return { ...before, ...Object.fromEntries(given) };
  }

  async function rest(): Promise<void> {
    if (!isLong()) return;
    await breathe();
    isLong = startSlice();
  }
}

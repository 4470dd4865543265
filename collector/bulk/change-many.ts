import type { Registry } from '#collector/api/parts.ts';
import type { Actor } from '#collector/audit/audit.ts';
import type { Parents, Target, TargetFields } from '#collector/inventory/targets.ts';
import { breathe, startSlice } from '#collector/threads/breathe.ts';
import { SIDES, type Side } from './columns.ts';

export type SidesGiven = Partial<Record<Side, string[] | undefined>>;

/** What is done to each of many targets. */
export interface ManyChange {
  fields: Partial<Omit<TargetFields, 'name' | 'address' | 'parents'>>;
  addParents?: SidesGiven | undefined;
  replaceParents?: SidesGiven | undefined;
  polling?: 'pause' | 'resume' | undefined;
}

/** What happened to one of many. */
export interface ManyResult {
  id: string;
  name: string;
  what: 'changed' | 'unchanged' | 'removed' | 'refused';
  /** Why it was refused; else empty. */
  code: string;
}

/** As many as a target may have of one side. */
const PARENTS = 20;

/** Changes all of them or, when something fails, none; each change has its entry in the audit. */
export async function changeMany(
  registry: Registry,
  actor: Actor,
  found: readonly Target[],
  change: ManyChange,
): Promise<ManyResult[]> {
  const { sql, targets, polls, audit } = registry;
  const results: ManyResult[] = [];
  const changed: Target[] = [];
  let hasPolls = false;
  await sql.transaction(async () => {
    const asked = change.polling ? await polls.of(found.map(({ id }) => id)) : new Map<string, never[]>();
    let isLong = startSlice();
    for (const before of found) {
      const { id, name } = before;
      const fields = changeOf(before, change);
      if (typeof fields === 'string') {
        results.push({ id, name, what: 'refused', code: fields });
        continue;
      }
      const isChanged = Object.keys(fields).length > 0;
      if (isChanged) {
        const after = await targets.update(before, fields);
        await audit.write(actor, {
          action: 'target.change',
          object: `target:${id}`,
          organisation: before.organisation,
          before,
          after,
        });
        changed.push(after);
      }
      const enabled = change.polling === 'resume';
      const switched = (asked.get(id) ?? []).filter((poll) => poll.enabled !== enabled);
      for (const { probe, credential, settings, everyMs } of switched)
        await polls.put(actor, before, probe, { credential, settings, everyMs, enabled });
      hasPolls ||= switched.length > 0;
      results.push({ id, name, what: isChanged || switched.length > 0 ? 'changed' : 'unchanged', code: '' });
      if (isLong()) {
        await breathe();
        isLong = startSlice();
      }
    }
  });
  for (const target of changed) targets.learn(target);
  if (hasPolls) polls.changed();
  return results;
}

/** Fields that become others, or the code of why they must not. */
function changeOf(before: Target, change: ManyChange): Partial<TargetFields> | string {
  const fields = Object.entries(change.fields).filter(([field, value]) => before[field as 'zone'] !== value);
  const parents: Parents = { ...before.parents };
  for (const side of SIDES) {
    const added = [...before.parents[side], ...(change.addParents?.[side] ?? [])];
    parents[side] = [...new Set(change.replaceParents?.[side] ?? added)];
    if (parents[side].length > PARENTS) return 'too_many_parents';
    if (parents[side].includes(before.id)) return 'own_parent';
  }
  const isSame = SIDES.every((side) => parents[side].join() === before.parents[side].join());
  return { ...Object.fromEntries(fields), ...(isSame ? {} : { parents }) };
}

import type { Parts } from '#collector/api/parts.ts';
import type { Actor } from '#collector/audit/audit.ts';
import type { Target } from '#collector/inventory/targets.ts';
import { breathe, startSlice } from '#collector/threads/breathe.ts';
import type { ManyResult } from './change-many.ts';

/**
 * Removes all of them in one transaction, and tells the journal of all at once: one after the other each would wait
 * for two disks to sync, half a minute for a thousand. Their agents are cut off first, as when a single one is removed.
 */
export async function removeMany(
  { registry, targetDeleted }: Pick<Parts, 'registry' | 'targetDeleted'>,
  actor: Actor,
  found: readonly Target[],
): Promise<ManyResult[]> {
  const { sql, targets, agents, audit } = registry;
  let isLong = startSlice();
  for (const { id } of found)
    for (const agent of await agents.ofTarget(id)) await agents.withdraw(actor, agent);
  await sql.transaction(async () => {
    for (const target of found) {
      await targets.remove(target.id);
      await audit.write(actor, {
        action: 'target.remove',
        object: `target:${target.id}`,
        organisation: target.organisation,
        before: target,
      });
      await rest();
    }
  });
  for (const { id } of found) {
    targets.forget(id);
    await rest();
  }
  await Promise.all(found.map(({ id }) => targetDeleted(id)));
  return found.map(({ id, name }) => ({ id, name, what: 'removed', code: '' }));

  async function rest(): Promise<void> {
    if (!isLong()) return;
    await breathe();
    isLong = startSlice();
  }
}

import { createHash } from 'node:crypto';
import type { Target } from '#collector/inventory/targets.ts';
import type { PollInForce } from './polls.ts';

/** One target of an agent's share, before its secrets are sealed. */
export interface SharedTarget {
  id: string;
  name: string;
  address: string;
  polls: PollInForce[];
}

/** What an agent shall ask, in the order of the targets' ids; targets that nobody can reach are left out. */
export function shareOf(
  ids: readonly string[],
  targets: { get(id: string): Target | undefined },
  polls: ReadonlyMap<string, PollInForce[]>,
): SharedTarget[] {
  const share: SharedTarget[] = [];
  for (const id of [...ids].sort()) {
    const target = targets.get(id);
    if (target?.address)
      share.push({ id, name: target.name, address: target.address, polls: polls.get(id) ?? [] });
  }
  return share;
}

/**
 * One word for a share and the key for which its secrets are sealed: as long as it is the same, nothing has to be
 * handed down. Secrets stand in it by the revision of their credential. Empty for an empty share.
 */
export function digestOf(share: readonly SharedTarget[], sealingKey: string): string {
  if (share.length === 0) return '';
  const content = share.map(({ id, name, address, polls }) => [
    id,
    name,
    address,
    polls.map((poll) => [
      poll.probe,
      poll.everyMs,
      poll.settings,
      poll.credential,
      poll.credential && poll.credentialRevision,
    ]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([sealingKey, content]))
    .digest('hex');
}

import { breathe } from '#collector/threads/breathe.ts';
import { sealFor, sealingSubject } from '#protocol/sealing.ts';
import type { AssignedTarget } from '#protocol/session.ts';
import type { Credentials } from './credentials.ts';
import type { SharedTarget } from './share.ts';

/** Each costs a tenth of a millisecond; in between others get their turn. */
const SEALED_AT_ONCE = 50;

export interface ShareSealerOptions {
  credentials: Pick<Credentials, 'open'>;
  /** A credential that cannot be opened: its polls are left out. */
  onUnreadable(credential: string, error: Error): void;
}

/**
 * Makes of a share what is handed down. What was sealed for an agent and has not changed is used again, so that an
 * agent can tell by the text alone what is new for it.
 */
export function shareSealer({ credentials, onUnreadable }: ShareSealerOptions) {
  const sealedFor = new Map<string, Map<string, string>>();
  const unreadable = new Set<string>();

  return {
    /** Credentials that could not be opened when they were needed last. */
    unreadable: unreadable as ReadonlySet<string>,

    async seal(agent: string, sealingKey: string, share: readonly SharedTarget[]): Promise<AssignedTarget[]> {
      const before = sealedFor.get(agent) ?? new Map<string, string>();
      const now = new Map<string, string>();
      const opened = new Map<string, string | undefined>();
      let made = 0;
      const targets: AssignedTarget[] = [];
      for (const { id, name, address, polls } of share) {
        const target: AssignedTarget = { id, name, address, polls: [] };
        targets.push(target);
        for (const { probe, everyMs, settings, credential, credentialRevision } of polls) {
          const poll = { probe, everyMs, settings: settings as AssignedTarget['polls'][number]['settings'] };
          if (credential === null) {
            target.polls.push(poll);
            continue;
          }
          const key = `${sealingKey} ${id} ${credential} ${credentialRevision}`;
          let sealed = before.get(key);
          if (sealed === undefined) {
            if (!opened.has(credential)) opened.set(credential, await open(credential));
            const plain = opened.get(credential);
            if (plain === undefined) continue;
            sealed = sealFor(sealingKey, plain, sealingSubject.target(id));
            if (++made % SEALED_AT_ONCE === 0) await breathe();
          }
          now.set(key, sealed);
          target.polls.push({ ...poll, sealed });
        }
      }
      sealedFor.set(agent, now);
      return targets;
    },
  };

  async function open(credential: string): Promise<string | undefined> {
    try {
      const fields = await credentials.open(credential);
      unreadable.delete(credential);
      return fields && JSON.stringify(fields);
    } catch (error) {
      unreadable.add(credential);
      onUnreadable(credential, error as Error);
      return undefined;
    }
  }
}

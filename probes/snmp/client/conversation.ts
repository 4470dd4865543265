import type { SnmpFigures, SnmpManners } from '../snmp-session.ts';
import type { Answer } from './answer.ts';
import type { Place } from './place.ts';
import type { Request } from './request.ts';
import type { Size } from './size.ts';

/** What getting and walking need of a session. */
export interface Conversation {
  place: Place;
  manners: SnmpManners;
  figures: SnmpFigures;
  /** False: GETNEXT only, by its manners or because version 1 knows nothing else. */
  bulk: boolean;
  sizes: Sizes;
  /** Waits its turn, then asks as an `Exchange` does. */
  ask(requestFor: (attempt: number) => Request): Promise<{ answer: Answer; request: Request }>;
}

/** What the device was found to answer at once; kept as long as the session. */
export interface Sizes {
  /** OIDs of a GET. */
  oids: Size;
  /** Columns of a walk. */
  columns: Size;
  /** Rows of a GETBULK. */
  repetitions: Size;
  /** How many rows a walk found the last time, by its first column. */
  rows: Map<string, number>;
}

/** Works off a queue, `workers` at once. What a task adds is worked off too; the first failure ends all. */
export async function workOff<T>(
  queue: T[],
  workers: number,
  work: (task: T) => Promise<void>,
): Promise<void> {
  let failure: { error: unknown } | undefined;
  const underWay = new Set<Promise<void>>();
  while (!failure && (queue.length > 0 || underWay.size > 0)) {
    while (!failure && queue.length > 0 && underWay.size < workers) {
      const task = work(queue.shift()!)
        .catch((error) => {
          failure ??= { error };
        })
        .finally(() => underWay.delete(task));
      underWay.add(task);
    }
    await Promise.race(underWay);
  }
  await Promise.all(underWay);
  if (failure) throw failure.error;
}

import type { OldestSegment } from '../outbox/disk-log.ts';

/** One mailbox, as far as the room for all of them goes. */
export interface Tenant {
  readonly bytes: number;
  oldest(): OldestSegment | undefined;
  dropOldest(): Promise<void>;
}

/** The place on disk for the mailboxes of all agents together. */
export interface Room {
  /** Drops the oldest, whoever's it is, until so many bytes more fit; what it returns is called once they are written. */
  make(bytes: number): Promise<() => void>;
}

export function createRoom(limitBytes: number, tenants: () => Iterable<Tenant>): Room {
  /** Bytes that may be written and are not yet. */
  let promised = 0;
  let queue: Promise<unknown> = Promise.resolve();
  return {
    make(bytes) {
      const made = queue.then(() => makeNow(bytes));
      queue = made.catch(() => {});
      return made;
    },
  };

  async function makeNow(bytes: number): Promise<() => void> {
    while (usedBytes() + promised + bytes > limitBytes) {
      const tenant = whoHasTheOldest();
      if (tenant === undefined) break;
      await tenant.dropOldest();
    }
    promised += bytes;
    return () => {
      promised -= bytes;
    };
  }

  function usedBytes(): number {
    let used = 0;
    for (const { bytes } of tenants()) used += bytes;
    return used;
  }

  /** What nobody waits for goes before everything else. */
  function whoHasTheOldest(): Tenant | undefined {
    let found: { tenant: Tenant; segment: OldestSegment } | undefined;
    for (const tenant of tenants()) {
      const segment = tenant.oldest();
      if (segment?.isEmpty) return tenant;
      if (segment && (!found || segment.writtenAtMs < found.segment.writtenAtMs)) found = { tenant, segment };
    }
    return found?.tenant;
  }
}

/** When guessing is slowed, and how far. */
export interface GuardLimits {
  /** Failures of one name that cost no wait. */
  freePerName: number;
  /** The same for one address, behind which a whole office may sit. */
  freePerAddress: number;
  firstWaitMs: number;
  longestWaitMs: number;
  /** Without a failure for this long everything is forgotten. */
  forgetMs: number;
  /** Names, and addresses, remembered at once. */
  remembered: number;
}

export const GUARD_LIMITS: GuardLimits = {
  freePerName: 4,
  freePerAddress: 20,
  firstWaitMs: 1_000,
  longestWaitMs: 15 * 60_000,
  forgetMs: 60 * 60_000,
  remembered: 10_000,
};

interface Failures {
  count: number;
  lastMs: number;
  lockedUntilMs: number;
}

/**
 * Slows guessing of passwords: each failure beyond the free ones doubles the wait, up to a lock of a quarter of an
 * hour, per name (also names of nobody) and per address. An attempt counts as a failure from its beginning, so
 * that a thousand at the same moment gain nothing.
 */
export class SignInGuard {
  readonly #limits: GuardLimits;
  readonly #names = new Map<string, Failures>();
  readonly #addresses = new Map<string, Failures>();

  constructor(limits: GuardLimits = GUARD_LIMITS) {
    this.#limits = limits;
  }

  /** Milliseconds to wait before this attempt may be made; 0 when it was let through and counted. */
  begin(name: string, address: string, nowMs: number): number {
    const { freePerName, freePerAddress } = this.#limits;
    const waitMs = Math.max(
      this.#waitMs(this.#names, name.toLowerCase(), nowMs),
      this.#waitMs(this.#addresses, address, nowMs),
    );
    if (waitMs > 0) return waitMs;
    this.#count(this.#names, name.toLowerCase(), freePerName, nowMs);
    this.#count(this.#addresses, address, freePerAddress, nowMs);
    return 0;
  }

  /** The attempt was right: the name is free again; the address keeps what it tried on other names. */
  succeeded(name: string, address: string): void {
    this.#names.delete(name.toLowerCase());
    const failures = this.#addresses.get(address);
    if (!failures) return;
    failures.count--;
    failures.lockedUntilMs = 0;
    if (failures.count <= 0) this.#addresses.delete(address);
  }

  /** Somebody who may do so lifts the lock of a name. */
  unlock(name: string): void {
    this.#names.delete(name.toLowerCase());
  }

  #waitMs(failures: Map<string, Failures>, key: string, nowMs: number): number {
    return Math.max(0, (failures.get(key)?.lockedUntilMs ?? 0) - nowMs);
  }

  #count(failures: Map<string, Failures>, key: string, free: number, nowMs: number): void {
    const { firstWaitMs, longestWaitMs, forgetMs } = this.#limits;
    const known = failures.get(key);
    const count = known && nowMs - known.lastMs < forgetMs ? known.count + 1 : 1;
    const waitMs = count <= free ? 0 : Math.min(firstWaitMs * 2 ** (count - free - 1), longestWaitMs);
    failures.delete(key);
    failures.set(key, { count, lastMs: nowMs, lockedUntilMs: nowMs + waitMs });
    if (failures.size > this.#limits.remembered) forgetOne(failures, nowMs);
  }
}

/** Forgets the oldest that is not locked, so that a flood of names does not free a locked one; else the oldest. */
function forgetOne(failures: Map<string, Failures>, nowMs: number): void {
  for (const [key, { lockedUntilMs }] of failures) {
    if (lockedUntilMs > nowMs) continue;
    failures.delete(key);
    return;
  }
  failures.delete(failures.keys().next().value as string);
}

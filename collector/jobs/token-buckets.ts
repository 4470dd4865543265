/** How often something may happen: so many at once, and so many a minute in the long run. */
export interface BucketLimits {
  burst: number;
  perMinute: number;
  /** Names remembered at once; the one that was used longest ago is forgotten, and begins anew. */
  remembered: number;
}

/** Limits how often each name does something. */
export class TokenBuckets {
  readonly #limits: BucketLimits;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(limits: BucketLimits) {
    this.#limits = limits;
  }

  /** 0 when it may happen now, which is counted; else how long to wait. */
  take(name: string, nowMs: number): number {
    const { burst, perMinute, remembered } = this.#limits;
    const known = this.#buckets.get(name) ?? { tokens: burst, atMs: nowMs };
    const earned = (Math.max(0, nowMs - known.atMs) * perMinute) / 60_000;
    const tokens = Math.min(burst, known.tokens + earned);
    const isAllowed = tokens >= 1;
    this.#buckets.delete(name);
    this.#buckets.set(name, { tokens: isAllowed ? tokens - 1 : tokens, atMs: nowMs });
    if (this.#buckets.size > remembered) this.#buckets.delete(this.#buckets.keys().next().value as string);
    return isAllowed ? 0 : Math.ceil(((1 - tokens) * 60_000) / perMinute);
  }
}

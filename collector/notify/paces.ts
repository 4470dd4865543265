import { RateLimit } from './rate-limit.ts';

/** The pace of every channel, shared by all that is sent over it: alerts and drills together stay below its limit. */
export class Paces {
  readonly #limits = new Map<string, RateLimit>();

  /** The channel was opened, perhaps with another pace or to another place: it begins anew. */
  begin(channel: string, perMinute: number, nowMs: number): RateLimit {
    const limit = new RateLimit(perMinute, nowMs);
    this.#limits.set(channel, limit);
    return limit;
  }

  of(channel: string, perMinute: number, nowMs: number): RateLimit {
    return this.#limits.get(channel) ?? this.begin(channel, perMinute, nowMs);
  }

  end(channel: string): void {
    this.#limits.delete(channel);
  }
}

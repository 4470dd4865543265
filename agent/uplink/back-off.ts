/** How long to wait before trying again: full jitter, so that a thousand agents do not come back in one moment. */
export interface BackOffOptions {
  firstMs: number;
  maxMs: number;
}

/** For a collector that is away. */
export const USUAL_BACK_OFF: BackOffOptions = { firstMs: 1_000, maxMs: 60_000 };

/** For what only a person can mend. */
export const SLOW_BACK_OFF: BackOffOptions = { firstMs: 60_000, maxMs: 600_000 };

/** A time between a tenth and the whole of what `round` (0, 1, 2 …) allows; `random` is in [0, 1). */
export function backOffMs(round: number, random: number, { firstMs, maxMs }: BackOffOptions): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(round, 30));
  return Math.round(ceiling * (0.1 + 0.9 * random));
}

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before attempt number `attempt` (0 = first); `random` in [0, 1) spreads many browsers. */
export function backOffMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(full * (0.5 + random / 2));
}

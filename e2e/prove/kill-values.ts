import type { Column } from '#protocol/schema.ts';

/** Metrics of the played agents; the first two are square waves that a rule watches. */
export const WAVES = ['proof.fast', 'proof.slow'] as const;
export type Wave = (typeof WAVES)[number];
export const THRESHOLD = 80;

const HIGH = 95.5;
const LOW = 12.25;
const HALF_PERIOD_MS: Record<Wave, number> = { 'proof.fast': 1_500, 'proof.slow': 25_000 };
/** Columns before the noise: waves, a counter, one that is often not read. */
const FIRST_NOISE = 4;

/** The columns of a played agent, waves first. */
export function columnsOf(width: number): Column[] {
  const gauge = { labels: {}, kind: 'gauge', unit: '%' } as const;
  return [
    { ...gauge, metric: WAVES[0] },
    { ...gauge, metric: WAVES[1] },
    { metric: 'proof.total', labels: {}, kind: 'counter', unit: '1' },
    { ...gauge, metric: 'proof.sometimes' },
    ...Array.from({ length: width - FIRST_NOISE }, (_, index) => ({
      ...gauge,
      metric: 'proof.noise',
      labels: { number: String(index) },
    })),
  ];
}

/** What column `column` of an agent reads at a time: whoever knows the three knows the value. */
export function valueAt(agent: number, column: number, timeMs: number): number {
  if (column < WAVES.length) return isHigh(agent, WAVES[column], timeMs) ? HIGH : LOW;
  if (column === 2) return Math.floor(timeMs / 10);
  const noise = scramble(agent * 4_096 + column, timeMs);
  if (column === 3) return noise % 4 === 0 ? Number.NaN : noise % 100;
  // Two decimals, whole numbers and all bits of a double, so that every way of packing is met.
  if (column % 3 === 0) return (noise % 10_000) / 100;
  return column % 3 === 1 ? noise % 1_000 : noise / 7;
}

/** Whether the wave stands above the threshold; each agent has a beat of its own. */
export function isHigh(agent: number, wave: Wave, timeMs: number): boolean {
  return Math.floor(timeMs / (HALF_PERIOD_MS[wave] * (1 + agent * 0.3))) % 2 === 1;
}

function scramble(seed: number, timeMs: number): number {
  let hash = Math.imul(seed ^ (timeMs % 2 ** 32), 0x9e37_79b1) ^ Math.floor(timeMs / 2 ** 32);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

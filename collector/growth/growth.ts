/** How something that fills up has grown lately. `bytesPerDay` is negative for what shrinks. */
export type Growth = { kind: 'unknown' } | { kind: 'steady' | 'grows' | 'shrinks'; bytesPerDay: number };

/**
 * Why a space is full in so many days, or why nobody can say: `full` now; `grows` by its history; `fills` as its probe
 * sees it right now, sooner than the history says; `steady`, `shrinks`; `far`: in more than ten years;
 * `short_history`: less than a day is known; `no_limit`: nobody told to what it can grow; `passing`: it comes and goes
 * with the work, as temporary space does.
 */
export const FILL_CODES = [
  'full',
  'fills',
  'grows',
  'far',
  'steady',
  'shrinks',
  'short_history',
  'no_limit',
  'passing',
] as const;
export type FillCode = (typeof FILL_CODES)[number];

export interface Filling {
  code: FillCode;
  /** Null unless something is known to fill it. */
  days: number | null;
}

export interface FillQuestion {
  usedBytes: number;
  /** To which it can really grow: the end of auto-extension, or the disk; NaN when nobody told. */
  limitBytes: number;
  growth: Growth;
  /** What the probe says of the last hours; NaN without. It answers 3650 for never. */
  toldDays: number;
  isPassing: boolean;
}

const DAY_MS = 86_400_000;
/** Longer is as good as never. */
const FARTHEST_DAYS = 3_650;
const LEAST_POINTS = 4;
const LEAST_SPAN_MS = DAY_MS;
/** What moves up and down by more than this part of its growth does not grow. */
const NOISE_TIMES = 2;

/**
 * The line through the history by Theil and Sen: the median of the slopes between any two points, which a load or a
 * clean-up does not move. Growth that is lost in the ups and downs of every day is none.
 */
export function growthOf(timesMs: ArrayLike<number>, values: ArrayLike<number>): Growth {
  const known: { x: number; y: number }[] = [];
  for (let at = 0; at < timesMs.length; at++) {
    if (Number.isFinite(values[at])) known.push({ x: timesMs[at] as number, y: values[at] as number });
  }
  const [first] = known;
  const last = known[known.length - 1];
  if (!first || !last || known.length < LEAST_POINTS || last.x - first.x < LEAST_SPAN_MS)
    return { kind: 'unknown' };
  const slope = middleSlope(known);
  const levels = known.map(({ x, y }) => y - slope * (x - first.x));
  const level = median(levels);
  // Of what lies far off only a quarter may be chance: the median itself is nothing for what jumps between two levels.
  const noise = quantile(
    levels.map((each) => Math.abs(each - level)),
    0.75,
  );
  const bytesPerDay = slope * DAY_MS;
  if (Math.abs(slope) * (last.x - first.x) <= NOISE_TIMES * noise || slope === 0)
    return { kind: 'steady', bytesPerDay };
  return { kind: slope > 0 ? 'grows' : 'shrinks', bytesPerDay };
}

/** When it is full. The sooner of what the history and what the probe say counts, as rules that call people do. */
export function fillingOf({ usedBytes, limitBytes, growth, toldDays, isPassing }: FillQuestion): Filling {
  if (isPassing) return { code: 'passing', days: null };
  if (Number.isNaN(limitBytes)) return { code: 'no_limit', days: null };
  const free = limitBytes - usedBytes;
  if (free <= 0) return { code: 'full', days: 0 };
  const days = growth.kind === 'grows' ? free / growth.bytesPerDay : FARTHEST_DAYS;
  if (toldDays < days && toldDays < FARTHEST_DAYS) return { code: 'fills', days: toldDays };
  if (growth.kind === 'unknown') return { code: 'short_history', days: null };
  if (growth.kind !== 'grows') return { code: growth.kind, days: null };
  return days < FARTHEST_DAYS ? { code: 'grows', days } : { code: 'far', days: null };
}

/** Sooner first; then what nobody can say of, then what does not fill; equal ones by the share in use. */
export function compareFillings(
  one: Filling & { usedPercent: number | null },
  other: Filling & { usedPercent: number | null },
): number {
  return (
    (one.days ?? Number.MAX_VALUE) - (other.days ?? Number.MAX_VALUE) ||
    (other.usedPercent ?? -1) - (one.usedPercent ?? -1)
  );
}

function middleSlope(known: readonly { x: number; y: number }[]): number {
  const slopes = new Float64Array((known.length * (known.length - 1)) / 2);
  let count = 0;
  for (let i = 1; i < known.length; i++) {
    const one = known[i] as { x: number; y: number };
    for (let j = 0; j < i; j++) {
      const other = known[j] as { x: number; y: number };
      slopes[count++] = (one.y - other.y) / (one.x - other.x);
    }
  }
  return middle(slopes);
}

function median(numbers: readonly number[]): number {
  return middle(Float64Array.from(numbers));
}

/** The number at this share of them in their order. */
function quantile(numbers: readonly number[], share: number): number {
  return Float64Array.from(numbers).sort()[Math.floor(share * (numbers.length - 1))] as number;
}

/** The mean of the two in the middle of an even number. */
function middle(numbers: Float64Array): number {
  const sorted = numbers.sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

import type { QueryLimits } from '../store.ts';
import type { Unit } from './copy-state.ts';
import type { Pace } from './pace.ts';
import type { CopySource } from './sides.ts';

export const DAY_MS = 86_400_000;
/** Targets that one question of planning asks about. */
const TARGETS_ASKED = 500;
/** A question here may read whole years; it is bounded by what it asks for, not by the clock. */
export const COPY_LIMITS: QueryLimits = {
  series: Number.POSITIVE_INFINITY,
  points: Number.POSITIVE_INFINITY,
  timeoutMs: 900_000,
};

/** What is to be copied, or compared. */
export interface CopyScope {
  /** Whole UTC days; `fromMs` included, `toMs` excluded. */
  fromMs: number;
  toMs: number;
  /** Only these. */
  targets?: readonly string[] | undefined;
  /** False for targets whose history nobody could see over there. */
  wants?(target: string): Promise<boolean>;
  /** Samples before this time would be forgotten over there at once; it moves on while a copy lasts. */
  keptFromMs(): number;
}

/** A unit with how many samples the source counts in it. */
export interface PlannedUnit extends Unit {
  samples: number;
}

/** Everything that a source has of what was asked for. */
export interface CopyPlan {
  /** The newest day first, since that is what people look at; targets by name in it. */
  units: PlannedUnit[];
  series: number;
  samples: number;
  days: number;
  targets: number;
  /** Not copied, with the reason. */
  leftOut: {
    /** Nobody knows these targets any more. */
    targets: string[];
    /** Samples that would be forgotten at once. */
    expired: { samples: number; fromMs: number; toMs: number } | undefined;
    /** History of which only roll-ups are left. */
    rolled: { series: number; fromMs: number; toMs: number } | undefined;
  };
}

/** Asks a source what it has, day by day. */
export async function planCopy(source: CopySource, scope: CopyScope, pace: Pace): Promise<CopyPlan> {
  const { byMetric, leftOut } = await findTargets(source, scope);
  const { fromMs, toMs } = scope;
  const keptFromMs = scope.keptFromMs();
  const counts = new Map<number, Map<string, number>>();
  const seen = new Set<string>();
  const gone = emptySpan();
  const expired = emptySpan();
  let series = 0;
  let rolledSeries = 0;
  for (const [metric, targets] of byMetric) {
    for (let at = 0; at < targets.length; at += TARGETS_ASKED) {
      const selector = { metric, targets: targets.slice(at, at + TARGETS_ASKED) };
      const question = { selector, fromMs, toMs, stepMs: DAY_MS, aggregation: 'count' } as const;
      const raw = await pace.turn(() => source.query({ ...question, onlySamples: true }, COPY_LIMITS));
      for (const { target, timesMs, values } of raw) {
        series++;
        seen.add(target);
        for (const [index, dayMs] of timesMs.entries()) {
          if (dayMs + DAY_MS <= keptFromMs) extend(expired, dayMs, values[index]);
          else add(counts, dayMs, target, values[index]);
        }
      }
      const firstMs = raw.reduce((first, { timesMs }) => Math.min(first, timesMs[0]), toMs);
      // Roll-ups reach back behind the first sample.
      const rolled = await pace.turn(() => source.query({ ...question, toMs: firstMs }, COPY_LIMITS));
      for (const { timesMs } of rolled) {
        rolledSeries++;
        for (const dayMs of timesMs) extend(gone, dayMs, 1);
      }
    }
  }
  const units = [...counts]
    .sort(([a], [b]) => b - a)
    .flatMap(([dayMs, byTarget]) =>
      [...byTarget]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([target, samples]) => ({ target, dayMs, samples })),
    );
  return {
    units,
    series,
    samples: units.reduce((sum, { samples }) => sum + samples, 0),
    days: counts.size,
    targets: seen.size,
    leftOut: {
      targets: leftOut,
      expired: expired.samples > 0 ? expired : undefined,
      rolled: rolledSeries > 0 ? { series: rolledSeries, fromMs: gone.fromMs, toMs: gone.toMs } : undefined,
    },
  };
}

async function findTargets(
  source: CopySource,
  { targets, wants }: CopyScope,
): Promise<{ byMetric: Map<string, string[]>; leftOut: string[] }> {
  const wanted = new Map<string, boolean>();
  const byMetric = new Map<string, Set<string>>();
  for (const { target, metric } of await source.series(targets ? { targets } : {}, Number.MAX_SAFE_INTEGER)) {
    let isWanted = wanted.get(target);
    if (isWanted === undefined) {
      isWanted = targets !== undefined || !wants || (await wants(target));
      wanted.set(target, isWanted);
    }
    if (!isWanted) continue;
    const own = byMetric.get(metric);
    if (own) own.add(target);
    else byMetric.set(metric, new Set([target]));
  }
  return {
    byMetric: new Map([...byMetric].map(([metric, own]) => [metric, [...own].sort()])),
    leftOut: [...wanted].filter(([, isWanted]) => !isWanted).map(([target]) => target),
  };
}

function emptySpan(): { samples: number; fromMs: number; toMs: number } {
  return { samples: 0, fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY };
}

function extend(span: ReturnType<typeof emptySpan>, dayMs: number, samples: number): void {
  span.samples += samples;
  span.fromMs = Math.min(span.fromMs, dayMs);
  span.toMs = Math.max(span.toMs, dayMs + DAY_MS);
}

function add(counts: Map<number, Map<string, number>>, dayMs: number, target: string, samples: number): void {
  let day = counts.get(dayMs);
  if (!day) {
    day = new Map();
    counts.set(dayMs, day);
  }
  day.set(target, (day.get(target) ?? 0) + samples);
}

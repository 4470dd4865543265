import type { QueryLimits } from '../store.ts';
import type { Unit } from './copy-state.ts';
import { LANES, type Lane, rolledValues } from './lanes.ts';
import type { Span } from './lots.ts';
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
export interface CopyScope extends Span {
  /** Only these. */
  targets?: readonly string[] | undefined;
  /** False for targets whose history nobody could see over there. */
  wants?(target: string): Promise<boolean>;
  /** What is older would be forgotten over there at once; it moves on while a copy lasts. */
  keptFromMs(lane: Lane): number;
}

/** A unit with about how many samples, or values of roll-ups, it has. */
export interface PlannedUnit extends Unit {
  toMs: number;
  samples: number;
}

/** Everything that a source has of what was asked for. */
export interface CopyPlan {
  /** Samples before roll-ups, the newest day first, since that is what people look at. */
  units: PlannedUnit[];
  series: number;
  samples: number;
  days: number;
  targets: number;
  /** History of which only roll-ups are left, and are copied. */
  rolled: RolledPart | undefined;
  /** Not copied, with the reason. */
  leftOut: {
    /** Nobody knows these targets any more. */
    targets: string[];
    /** Samples that would be forgotten at once. */
    expired: (Span & { samples: number }) | undefined;
    /** Roll-ups that one of the two sides cannot hand on. */
    rolled: RolledPart | undefined;
  };
}

export interface RolledPart extends Span {
  series: number;
}

/** Asks a source what it has, day by day; an aborted plan is not the whole one. */
export async function planCopy(
  source: CopySource,
  scope: CopyScope,
  carriesRolled: boolean,
  pace: Pace,
  signal: AbortSignal,
): Promise<CopyPlan> {
  const { byMetric, leftOut } = await findTargets(source, scope);
  const questions = [...byMetric].flatMap(([metric, targets]) =>
    batches(targets).map((own) => ({ metric, targets: own })),
  );
  const asked = async (selector: (typeof questions)[number], toMs: number, onlySamples: boolean) => {
    if (signal.aborted) return [];
    return pace.turn(() => {
      const { fromMs } = scope;
      const question = { selector, fromMs, toMs, stepMs: DAY_MS, aggregation: 'count', onlySamples } as const;
      return source.query(question, COPY_LIMITS);
    });
  };

  const counts = new Map<number, Map<string, number>>();
  const seen = new Set<string>();
  const expired = { ...NOTHING, samples: 0 };
  let series = 0;
  // Of a day that goes while it is copied roll-ups are better than a half of its samples.
  const keptFromMs = scope.keptFromMs('raw') - (carriesRolled ? 0 : DAY_MS);
  for (const selector of questions) {
    for (const { target, timesMs, values } of await asked(selector, scope.toMs, true)) {
      series++;
      seen.add(target);
      for (const [index, dayMs] of timesMs.entries()) {
        if (dayMs >= keptFromMs) add(counts, dayMs, target, values[index]);
        else {
          extend(expired, dayMs);
          expired.samples += values[index];
        }
      }
    }
  }

  const firstMs = firstDays(counts);
  const rolledUntil = (target: string) => firstMs.get(target) ?? scope.toMs;
  const rolled = { ...NOTHING, series: 0 };
  const rolledDays = new Map<string, { fromMs: number; series: number }>();
  for (const selector of source.rolled ? questions : []) {
    // Behind the first sample of all of them there is nothing to look for.
    const toMs = Math.max(...selector.targets.map(rolledUntil));
    for (const { target, timesMs } of await asked(selector, toMs, false)) {
      const days = timesMs.filter((dayMs) => dayMs < rolledUntil(target));
      if (days.length === 0) continue;
      rolled.series++;
      for (const dayMs of days) extend(rolled, dayMs);
      const known = rolledDays.get(target) ?? { fromMs: days[0], series: 0 };
      rolledDays.set(target, { fromMs: Math.min(known.fromMs, days[0]), series: known.series + 1 });
    }
  }

  const units = rawUnits(counts);
  const hasRolled = rolled.series > 0;
  if (carriesRolled) units.push(...rolledUnits(rolledDays, rolledUntil, scope));
  return {
    units,
    series,
    samples: units.reduce((sum, { samples }) => sum + samples, 0),
    days: counts.size,
    targets: seen.size,
    rolled: hasRolled && carriesRolled ? rolled : undefined,
    leftOut: {
      targets: leftOut,
      expired: expired.samples > 0 ? expired : undefined,
      rolled: hasRolled && !carriesRolled ? rolled : undefined,
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

function batches(targets: readonly string[]): string[][] {
  const found: string[][] = [];
  for (let at = 0; at < targets.length; at += TARGETS_ASKED)
    found.push(targets.slice(at, at + TARGETS_ASKED));
  return found;
}

function rawUnits(counts: ReadonlyMap<number, ReadonlyMap<string, number>>): PlannedUnit[] {
  return [...counts]
    .sort(([a], [b]) => b - a)
    .flatMap(([dayMs, byTarget]) =>
      sorted(byTarget).map(([target, samples]) => ({
        lane: 'raw' as const,
        target,
        dayMs,
        toMs: dayMs + DAY_MS,
        samples,
      })),
    );
}

/** Hours first: they reach back farthest, and are few. */
function rolledUnits(
  days: ReadonlyMap<string, { fromMs: number; series: number }>,
  untilOf: (target: string) => number,
  scope: CopyScope,
): PlannedUnit[] {
  return (['1h', '1m'] as const).flatMap((lane) => {
    const { unitMs } = LANES[lane];
    const keptFromMs = scope.keptFromMs(lane);
    const units = sorted(days).flatMap(([target, { fromMs, series }]) => {
      const own: PlannedUnit[] = [];
      const untilMs = untilOf(target);
      const firstMs = Math.floor(Math.max(fromMs, keptFromMs) / unitMs) * unitMs;
      for (let dayMs = firstMs; dayMs < untilMs; dayMs += unitMs) {
        const toMs = Math.min(untilMs, dayMs + unitMs);
        own.push({ lane, target, dayMs, toMs, samples: series * rolledValues(lane, toMs - dayMs) });
      }
      return own;
    });
    return units.sort((a, b) => b.dayMs - a.dayMs || b.toMs - a.toMs);
  });
}

function sorted<Value>(byTarget: ReadonlyMap<string, Value>): [string, Value][] {
  return [...byTarget].sort(([a], [b]) => (a < b ? -1 : 1));
}

function firstDays(counts: ReadonlyMap<number, ReadonlyMap<string, number>>): Map<string, number> {
  const found = new Map<string, number>();
  for (const [dayMs, byTarget] of counts) {
    for (const target of byTarget.keys()) found.set(target, Math.min(dayMs, found.get(target) ?? dayMs));
  }
  return found;
}

const NOTHING: Span = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY };

function extend(span: Span, dayMs: number): void {
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

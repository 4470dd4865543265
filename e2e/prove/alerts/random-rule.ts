import { type Condition, Rule } from '#protocol/rule.ts';
import type { Random } from '../random.ts';

/** Kinds of condition, each as often as the others. */
const KINDS = [
  'above',
  'below',
  'outside',
  'equal',
  'one_of',
  'changed',
  'rate',
  'absent',
  'forecast',
  'deviation',
  'ratio',
  'count',
  'group_median',
] as const;

const DURATIONS_MS = [0, 0, 1_000, 10_000, 25_000, 40_000];

/** One of the list. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

/** A whole number between two, both included. */
export function integer(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Any rule that a person could have written: parsed, so that one which nobody may write fails at once. */
export function randomRule(random: Random, id = 'rule', kinds: readonly Condition['kind'][] = KINDS): Rule {
  const condition = randomCondition(random, pick(random, kinds));
  const samples = randomSamples(random, condition);
  const holdMs = samples || condition.kind === 'changed' ? 0 : pick(random, DURATIONS_MS);
  const recoveryThreshold = randomRecovery(random, condition);
  return Rule.parse({
    id,
    name: { 'zh-CN': '规则', en: 'rule' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'disk.used_percent' },
    severity: 'info',
    condition,
    holdMs,
    samples,
    recoveryThreshold,
    recoveryDelayMs: pick(random, DURATIONS_MS),
    tiers: randomTiers(random, condition, holdMs, samples !== undefined, recoveryThreshold),
    flapping: random() < 0.3 ? null : randomFlapping(random),
  });
}

function randomFlapping(random: Random): Rule['flapping'] {
  return {
    firings: integer(random, 2, 5),
    withinMs: pick(random, [60_000, 120_000, 600_000]),
    calmMs: pick(random, [1_000, 20_000, 60_000]),
  };
}

function randomSamples(random: Random, { kind }: Condition): Rule['samples'] {
  if (kind === 'absent' || random() < 0.7) return undefined;
  const of = integer(random, 2, random() < 0.1 ? 32 : 6);
  return { atLeast: integer(random, 1, of), of };
}

function randomCondition(random: Random, kind: Condition['kind']): Condition {
  const limit = integer(random, 0, 8);
  switch (kind) {
    case 'above':
    case 'below':
      return { kind, threshold: limit };
    case 'outside':
      return { kind, low: Math.min(limit, 4), high: Math.max(limit, 5) };
    case 'equal':
      return { kind, value: limit };
    case 'one_of':
      return { kind, values: [limit, integer(random, 0, 9)] };
    case 'changed':
      return { kind };
    case 'rate':
      return { kind, above: pick(random, [0, 0.1, 0.3]) };
    case 'absent':
      return { kind, afterMs: pick(random, [5_000, 15_000, 60_000]) };
    case 'forecast': {
      const times = {
        withinMs: pick(random, [0, 60_000, 600_000]),
        windowMs: pick(random, [60_000, 240_000]),
      };
      const from = pick(random, ['below', 'above'] as const);
      return { kind, from, reaches: limit + 0.37, ...times, confidence: pick(random, [0, 0, 0.613]) };
    }
    case 'deviation':
      return { kind, side: 'both', times: 4, atLeast: 0, weeks: 4 };
    case 'ratio': {
      const below = random() < 0.5 ? 0.51 : undefined;
      const above = below === undefined || random() < 0.3 ? 1.51 : undefined;
      return { kind, to: 'mem.total', toLabels: {}, below, above };
    }
    case 'group_median':
      return { kind, below: 0.51, members: 3 };
    case 'count': {
      const each = { kind: 'above' as const, threshold: 5 };
      return { kind, each, atLeast: integer(random, 1, 5), atLeastPercent: pick(random, [undefined, 30]) };
    }
  }
}

function randomRecovery(random: Random, condition: Condition): number | undefined {
  const limit = limitOf(condition);
  if (limit === undefined || random() < 0.5) return undefined;
  return limit.value - limit.side * pick(random, [0, 1, 2]) * limit.step;
}

/** Graver by one or two steps, or by a longer hold where there is no limit to be graver. */
function randomTiers(
  random: Random,
  condition: Condition,
  holdMs: number,
  hasSamples: boolean,
  recoveryThreshold: number | undefined,
): object[] {
  const wanted = pick(random, [0, 0, 1, 2]);
  const limit = limitOf(condition);
  const tiers: object[] = [];
  let threshold = limit?.value ?? 0;
  let withinMs = condition.kind === 'forecast' ? condition.withinMs : 0;
  let longestMs = holdMs;
  for (const severity of (['warning', 'critical'] as const).slice(0, wanted)) {
    if (condition.kind === 'forecast') {
      if (withinMs === 0) break;
      withinMs = withinMs === 600_000 ? 60_000 : 0;
      tiers.push({ severity, withinMs });
    } else if (limit) {
      threshold += limit.side * integer(random, 1, 2) * limit.step;
      const between = recoveryThreshold ?? limit.value;
      const back = random() < 0.5 ? undefined : threshold - limit.side * limit.step * random();
      const recovery =
        back === undefined ? undefined : limit.side > 0 ? Math.max(back, between) : Math.min(back, between);
      const ownHoldMs = hasSamples || random() < 0.5 ? undefined : pick(random, DURATIONS_MS);
      tiers.push({ severity, threshold, recoveryThreshold: recovery, holdMs: ownHoldMs });
    } else if (!hasSamples && condition.kind !== 'changed') {
      longestMs += integer(random, 1, 3) * 10_000;
      tiers.push({ severity, holdMs: longestMs });
    }
  }
  return tiers;
}

/** The limit that a tier may move, and to which side it gets graver; none for conditions with two, or with none. */
function limitOf(condition: Condition): { value: number; side: 1 | -1; step: number } | undefined {
  switch (condition.kind) {
    case 'above':
      return { value: condition.threshold, side: 1, step: 1 };
    case 'below':
      return { value: condition.threshold, side: -1, step: 1 };
    case 'rate':
      return { value: condition.above, side: 1, step: 0.1 };
    case 'ratio':
    case 'group_median':
      if (condition.above !== undefined && condition.below !== undefined) return undefined;
      return condition.above === undefined
        ? { value: condition.below as number, side: -1, step: 0.1 }
        : { value: condition.above, side: 1, step: 0.4 };
    default:
      return undefined;
  }
}

/*
 * What a condition is told from outside of a series, worked out from history in place of the stream: the divisor of a
 * ratio, the median of a group, how many of a group violate, the usual band of an hour.
 */
import { medianOf } from '#collector/rules/group-judging.ts';
import { type Band, usualBand } from '#collector/rules/usual-band.ts';
import { type CompiledRule, compileRule, MEASURE } from '#judging/compile-rule.ts';
import { violates } from '#judging/evaluate.ts';
import { OPERAND } from '#judging/state.ts';
import type { Condition } from '#protocol/rule.ts';
import type { Feed, Samples } from './judge-history.ts';
import type { Span } from './resolution.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** A value of a member counts for so many intervals, at least so long; as in the stream. */
const GAP_INTERVALS = 5;
const GAP_LEAST_MS = 60_000;

/** Makes a feed for a compiled rule: where the operand lies is known only to that. */
export type MakeFeed = (compiled: CompiledRule) => Feed;

type Kind<Name extends Condition['kind']> = Extract<Condition, { kind: Name }>;

/** Of each sample the newest value of another series that is not newer: a divisor, or a median. */
export function newestFeed({ timesMs }: Samples, other: Samples): MakeFeed {
  return ({ operandAt }) => {
    let next = 0;
    return (state, index) => {
      for (; next < other.timesMs.length && other.timesMs[next] <= timesMs[index]; next++) {
        if (Number.isNaN(other.values[next])) continue;
        state[operandAt + OPERAND.value] = other.values[next];
        state[operandAt + OPERAND.atMs] = other.timesMs[next];
      }
    };
  };
}

/** Of each count how many were known. */
export function knownFeed(known: ArrayLike<number>): MakeFeed {
  return ({ operandAt }) =>
    (state, index) => {
      state[operandAt + OPERAND.value] = known[index];
    };
}

/** Of each sample the band of its hour. */
export function bandFeed({ timesMs }: Samples, bands: ReadonlyMap<number, Band>): MakeFeed {
  return ({ operandAt }) =>
    (state, index) => {
      const hourMs = Math.floor(timesMs[index] / HOUR_MS) * HOUR_MS;
      const band = bands.get(hourMs);
      state[operandAt + OPERAND.low] = band?.low ?? 0;
      state[operandAt + OPERAND.high] = band?.high ?? 0;
      state[operandAt + OPERAND.atMs] = band ? hourMs : 0;
      state[operandAt + OPERAND.untilMs] = band ? hourMs + HOUR_MS : 0;
    };
}

/** How much history a deviation needs in front of what is judged. */
export function weeksBefore({ weeks }: Kind<'deviation'>): number {
  return weeks * WEEK_MS;
}

/**
 * The usual bands of all hours of a span, by their beginning, from a history that begins weeks before it. `breathe` is
 * awaited now and then.
 */
export async function bandsOf(
  condition: Kind<'deviation'>,
  samples: Samples,
  { fromMs, toMs }: Span,
  breathe: () => Promise<void>,
): Promise<Map<number, Band>> {
  const hours = byHour(samples);
  const bands = new Map<number, Band>();
  for (let hourMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS; hourMs < toMs; hourMs += HOUR_MS) {
    if ((hourMs / HOUR_MS) % HOURS_AT_ONCE === 0) await breathe();
    const weeks = Array.from(
      { length: condition.weeks },
      (_none, week) => hours.get(hourMs - (week + 1) * WEEK_MS) ?? [],
    );
    const band = usualBand(condition, weeks);
    if (band) bands.set(hourMs, band);
  }
  return bands;
}

/** One member of a group and how often it comes. */
export interface MemberHistory {
  samples: Samples;
  intervalMs: number;
}

/** Hours whose bands are worked out before others get their turn. */
const HOURS_AT_ONCE = 24;
/** Steps that are gathered before others get their turn. */
const STEPS_AT_ONCE = 100;

/** The median of all that say something, at every step. `breathe` is awaited now and then. */
export async function mediansOf(
  members: readonly MemberHistory[],
  { members: least }: Kind<'group_median'>,
  span: Span,
  stepMs: number,
  breathe: () => Promise<void>,
): Promise<Samples> {
  const timesMs: number[] = [];
  const values: number[] = [];
  const newest = members.map(follow);
  const found = new Float64Array(members.length);
  for (const atMs of steps(span, stepMs)) {
    if ((atMs / stepMs) % STEPS_AT_ONCE === 0) await breathe();
    let known = 0;
    for (const read of newest) {
      const value = read(atMs).value;
      if (!Number.isNaN(value)) found[known++] = value;
    }
    if (known < least) continue;
    timesMs.push(atMs);
    values.push(medianOf(found.slice(0, known)));
  }
  return { timesMs, values };
}

/** How many members violate at every step, and how many are known. `breathe` is awaited now and then. */
export async function countsOf(
  members: readonly MemberHistory[],
  condition: Kind<'count'>,
  span: Span,
  stepMs: number,
  breathe: () => Promise<void>,
): Promise<{ samples: Samples; known: number[] }> {
  const each = compileRule({ condition: condition.each, holdMs: 0, recoveryDelayMs: 0 }, 0);
  const newest = members.map(follow);
  const counts = { timesMs: [] as number[], values: [] as number[] };
  const known: number[] = [];
  for (const atMs of steps(span, stepMs)) {
    if ((atMs / stepMs) % STEPS_AT_ONCE === 0) await breathe();
    let [knows, violating] = [0, 0];
    for (const read of newest) {
      const { value, lastMs } = read(atMs);
      if (each.measure === MEASURE.absent ? Number.isNaN(lastMs) : Number.isNaN(value)) continue;
      knows++;
      if (isViolating(each, value, atMs - lastMs)) violating++;
    }
    counts.timesMs.push(atMs);
    counts.values.push(violating);
    known.push(knows);
  }
  return { samples: counts, known };
}

function isViolating(each: CompiledRule, value: number, silentMs: number): boolean {
  if (each.measure === MEASURE.absent) return silentMs >= each.afterMs;
  return each.measure === MEASURE.equal ? each.equalTo.includes(value) : violates(each, value);
}

/** Reads a history at times that only go forward: the newest value while it still counts, and when it came. */
function follow({ samples, intervalMs }: MemberHistory): (atMs: number) => { value: number; lastMs: number } {
  const gapMs = Math.max(GAP_LEAST_MS, GAP_INTERVALS * intervalMs);
  let next = 0;
  let lastMs = Number.NaN;
  let last = Number.NaN;
  const read = { value: Number.NaN, lastMs: Number.NaN };
  return (atMs) => {
    for (; next < samples.timesMs.length && samples.timesMs[next] <= atMs; next++) {
      if (Number.isNaN(samples.values[next])) continue;
      last = samples.values[next];
      lastMs = samples.timesMs[next];
    }
    read.value = atMs - lastMs <= gapMs ? last : Number.NaN;
    read.lastMs = lastMs;
    return read;
  };
}

function* steps({ fromMs, toMs }: Span, stepMs: number): Generator<number> {
  for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs < toMs; atMs += stepMs) yield atMs;
}

function byHour({ timesMs, values }: Samples): Map<number, number[]> {
  const hours = new Map<number, number[]>();
  for (let index = 0; index < timesMs.length; index++) {
    const hourMs = Math.floor(timesMs[index] / HOUR_MS) * HOUR_MS;
    const hour = hours.get(hourMs);
    if (hour) hour.push(values[index]);
    else hours.set(hourMs, [values[index]]);
  }
  return hours;
}

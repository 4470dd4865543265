/*
 * What a condition is told from outside of a series, worked out from history in place of the stream: the median of a
 * group, how many of a group violate, the usual bands of hours.
 */
import { gapMs, MEASURE } from '#judging/compile-rule.ts';
import type { Samples } from '#judging/history.ts';
import { medianOf } from '#judging/median.ts';
import { compileEach, memberViolates } from '#judging/members.ts';
import { type Band, HOUR_MS, hourOf, usualBands, WEEK_MS } from '#judging/usual-band.ts';
import type { Condition } from '#protocol/rule.ts';
import type { Span } from './resolution.ts';

type Kind<Name extends Condition['kind']> = Extract<Condition, { kind: Name }>;

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
  span: Span,
  breathe: () => Promise<void>,
): Promise<Map<number, Band>> {
  const hours = byHour(samples);
  return usualBands(condition, span, async (hourMs) => {
    if ((hourMs / HOUR_MS) % HOURS_AT_ONCE === 0) await breathe();
    return hours.get(hourMs) ?? [];
  });
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
  const each = compileEach(condition);
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
      if (memberViolates(each, value, atMs - lastMs)) violating++;
    }
    counts.timesMs.push(atMs);
    counts.values.push(violating);
    known.push(knows);
  }
  return { samples: counts, known };
}

/** Reads a history at times that only go forward: the newest value while it still counts, and when it came. */
function follow({ samples, intervalMs }: MemberHistory): (atMs: number) => { value: number; lastMs: number } {
  const countsForMs = gapMs(intervalMs);
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
    read.value = atMs - lastMs <= countsForMs ? last : Number.NaN;
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
    const hourMs = hourOf(timesMs[index]);
    const hour = hours.get(hourMs);
    if (hour) hour.push(values[index]);
    else hours.set(hourMs, [values[index]]);
  }
  return hours;
}

import { dayOf, instantOf, localDay, minutesOf, partsOf } from '#judging/schedule/civil.ts';
import type { Calendar } from '#judging/schedule/working-days.ts';
import type { DrillPlan } from '#protocol/drill.ts';

/** A planned drill that could not begin in time, because the collector was down, begins up to this much later. */
const LATE_MS = 24 * 3_600_000;
/** The longest holidays are eleven days. */
const DAYS_LOOKED = 21;

/** The moment of the newest planned drill that is due now; undefined when none is, or it is too late for it. */
export function plannedAt(
  plan: DrillPlan,
  zone: string,
  calendar: Calendar,
  nowMs: number,
): number | undefined {
  if (!plan.enabled) return undefined;
  // One at the end of a month may give way into the next.
  const candidates = [0, -1].map((months) => momentIn(plan, zone, calendar, nowMs, months));
  return candidates.find((atMs) => atMs <= nowMs && nowMs - atMs < LATE_MS);
}

/** When the next planned drill begins; null where none is planned. */
export function nextPlanned(plan: DrillPlan, zone: string, calendar: Calendar, nowMs: number): number | null {
  if (!plan.enabled) return null;
  const candidates = [-1, 0, 1, 2].map((months) => momentIn(plan, zone, calendar, nowMs, months));
  return candidates.find((atMs) => atMs > nowMs) ?? null;
}

function momentIn(
  { day, at, workingDay }: DrillPlan,
  zone: string,
  calendar: Calendar,
  nowMs: number,
  months: number,
): number {
  const { year, month } = partsOf(localDay(zone, nowMs));
  const wanted = dayOf(year, month + months, day);
  let on = wanted;
  while (workingDay && on < wanted + DAYS_LOOKED && !calendar.isWorking(on)) on++;
  return instantOf(zone, on, minutesOf(at));
}

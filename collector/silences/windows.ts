import type { Stretch } from '#judging/schedule/hours.ts';
import { timesAfter, timesBetween } from '#judging/schedule/times.ts';
import type { Calendar } from '#judging/schedule/working-days.ts';
import type { Silence } from '#protocol/silence.ts';

/** How the clocks of an organisation go: its zone, and its working days. */
export interface OrganisationClock {
  zone: string;
  calendar: Calendar;
}

/** Whether a silence holds now, is still to come (again), or is over. */
export type SilenceState = 'active' | 'coming' | 'ended';

/** How a silence stands at a moment. */
export interface Standing {
  state: SilenceState;
  /** End of the window that holds; null where none does, or where it has no end. */
  untilMs: number | null;
  /** Begin of the next window; null where one holds, or none will come. */
  nextMs: number | null;
}

/** When it is over whatever comes: its own end, or when somebody ended it; infinite where nobody has said. */
export function endOf({ times, endedAtMs }: Pick<Silence, 'times' | 'endedAtMs'>): number {
  const ownMs = (times.kind === 'once' ? times.toMs : times.untilMs) ?? Number.POSITIVE_INFINITY;
  return Math.min(ownMs, endedAtMs ?? Number.POSITIVE_INFINITY);
}

/** How it stands; windows that touch each other are one. */
export function standingOf(silence: Silence, nowMs: number, { zone, calendar }: OrganisationClock): Standing {
  const endMs = endOf(silence);
  if (nowMs >= endMs) return { state: 'ended', untilMs: null, nextMs: null };
  const [first] = timesAfter(silence.times, nowMs, zone, calendar);
  if (!first || first.fromMs >= endMs) return { state: 'coming', untilMs: null, nextMs: null };
  if (first.fromMs > nowMs) return { state: 'coming', untilMs: null, nextMs: first.fromMs };
  const untilMs = Math.min(first.toMs, endMs);
  return { state: 'active', untilMs: Number.isFinite(untilMs) ? untilMs : null, nextMs: null };
}

/** Its windows that overlap the span, cut to it, `most` at most. */
export function windowsBetween(
  silence: Silence,
  span: Stretch,
  { zone, calendar }: OrganisationClock,
  most: number,
): Stretch[] {
  const toMs = Math.min(span.toMs, endOf(silence));
  if (toMs <= span.fromMs) return [];
  return timesBetween(silence.times, { fromMs: span.fromMs, toMs }, zone, calendar, most);
}

/** Whether it has ever held: then what it covered stays on record. */
export function hasBegun(silence: Silence, nowMs: number, clock: OrganisationClock): boolean {
  const span = { fromMs: silence.times.fromMs, toMs: nowMs };
  return windowsBetween(silence, span, clock, 1).length > 0;
}

import type { AlertMatch } from '#protocol/alert-match.ts';
import type { Hours } from '#protocol/clock-times.ts';
import type { Silence } from '#protocol/silence.ts';
import type { WantedSilence, WantedTimes } from '../../api/silences.ts';
import type { Times as ClockTexts } from '../../words/time.ts';
import { areHoursWhole } from '../settings/contacts/hours.ts';
import { EVERY_ALERT } from '../settings/contacts/match-text.ts';

/** Ways to say when it holds, in the order in which they are offered. */
export const WHENS = ['30m', '2h', 'morning', 'span', 'repeated', 'hours'] as const;
export type When = (typeof WHENS)[number];

/** A silence while somebody writes it: texts as typed. */
export interface SilenceDraft {
  kind: Silence['kind'];
  name: string;
  comment: string;
  match: AlertMatch;
  when: When;
  /** Of a span; `from` also where one that repeats begins. */
  from: string;
  to: string;
  cron: string;
  /** Of one that repeats, in hours. */
  durationHours: string;
  hours: Hours;
  /** Of what repeats; empty: until somebody ends it. */
  until: string;
}

export type DraftField = 'name' | 'from' | 'to' | 'cron' | 'durationHours' | 'hours' | 'until';
export type DraftFault = 'name' | 'moment' | 'order' | 'past' | 'long' | 'duration' | 'cron' | 'hours';
/** What is wrong, by field. */
export type DraftFaults = Partial<Record<DraftField, DraftFault>>;

/** Clock texts of the zone in which times are typed. */
export type ZoneClock = Pick<ClockTexts, 'field' | 'fromField'>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_MS = 400 * DAY_MS;
const LONGEST_WINDOW_MS = 31 * DAY_MS;
/** A morning that is nearer than this is not the one that somebody means. */
const SOON_MS = 2 * HOUR_MS;
const MORNING = '08:00';

/** The next 08:00 that is worth waiting for. */
export function nextMorningMs(nowMs: number, clock: ZoneClock): number {
  for (let day = 0; day < 3; day++) {
    const atMs = clock.fromField(`${clock.field(nowMs + day * DAY_MS).slice(0, 10)} ${MORNING}`);
    if (atMs - nowMs >= SOON_MS) return atMs;
  }
  return nowMs + DAY_MS;
}

/** An empty one: a silence from now on, or work that is planned for the next hours or for a day such as `2026-08-04`. */
export function newDraft(kind: Silence['kind'], nowMs: number, clock: ZoneClock, day?: string): SilenceDraft {
  const { from, to } = spanOn(nowMs, clock, day);
  return {
    kind,
    name: '',
    comment: '',
    match: EVERY_ALERT,
    when: kind === 'silence' && day === undefined ? '2h' : 'span',
    from,
    to,
    cron: '',
    durationHours: '2',
    hours: [],
    until: '',
  };
}

/** An evening of that day; of today the next two hours where the evening has begun. */
function spanOn(nowMs: number, clock: ZoneClock, day?: string): { from: string; to: string } {
  const eveningMs = day === undefined ? Number.NaN : clock.fromField(`${day} 20:00`);
  const fromMs = eveningMs > nowMs ? eveningMs : Math.ceil(nowMs / HOUR_MS) * HOUR_MS;
  return { from: clock.field(fromMs), to: clock.field(fromMs + 2 * HOUR_MS) };
}

/** One that is there, to be changed; `isAgain`: another one like it. */
export function draftOf(silence: Silence, nowMs: number, clock: ZoneClock, isAgain = false): SilenceDraft {
  const { kind, name, comment, match, times } = silence;
  const empty = newDraft(kind, nowMs, clock);
  const same = { ...empty, kind, name, comment, match };
  if (times.kind === 'once') {
    if (isAgain) return { ...same, when: 'span' };
    return { ...same, when: 'span', from: clock.field(times.fromMs), to: clock.field(times.toMs) };
  }
  const from = clock.field(isAgain ? nowMs : times.fromMs);
  const isOver = times.untilMs !== null && times.untilMs <= nowMs;
  const until = times.untilMs === null || (isAgain && isOver) ? '' : clock.field(times.untilMs);
  if (times.kind === 'hours') return { ...same, when: 'hours', hours: times.hours, from, until };
  const durationHours = draftedHours(times.durationMs);
  return { ...same, when: 'repeated', cron: times.cron, durationHours, from, until };
}

/** When it would hold, or what is wrong with that. `was` are the times of one that is changed. */
export function timesOf(
  draft: SilenceDraft,
  nowMs: number,
  clock: ZoneClock,
  was?: Silence['times'],
): { times?: WantedTimes; faults: DraftFaults } {
  const faults: DraftFaults = {};
  switch (draft.when) {
    case '30m':
      return { times: { kind: 'for', durationMs: 30 * MINUTE_MS }, faults };
    case '2h':
      return { times: { kind: 'for', durationMs: 2 * HOUR_MS }, faults };
    case 'morning':
      return { times: { kind: 'once', fromMs: nowMs, toMs: nextMorningMs(nowMs, clock) }, faults };
    case 'span': {
      const { fromMs, toMs } = spanTyped();
      return whole({ kind: 'once', fromMs, toMs });
    }
    case 'repeated': {
      const durationMs = Math.round(Number(draft.durationHours.trim() || Number.NaN) * HOUR_MS);
      if (!(durationMs >= MINUTE_MS && durationMs <= LONGEST_WINDOW_MS)) faults.durationHours = 'duration';
      if (draft.cron.trim() === '') faults.cron = 'cron';
      const kept = was?.kind === 'repeated' && draftedHours(was.durationMs) === draft.durationHours;
      return whole({
        kind: 'repeated',
        cron: draft.cron.trim(),
        durationMs: kept ? was.durationMs : durationMs,
        ...repeating(),
      });
    }
    case 'hours':
      if (draft.hours.length === 0 || !areHoursWhole(draft.hours)) faults.hours = 'hours';
      return whole({ kind: 'hours', hours: draft.hours, ...repeating() });
  }

  function whole(times: WantedTimes) {
    return Object.keys(faults).length === 0 ? { times, faults } : { faults };
  }

  function spanTyped(): { fromMs: number; toMs: number } {
    const before = was?.kind === 'once' ? was : undefined;
    const fromMs = momentOf(draft.from, before?.fromMs);
    const toMs = momentOf(draft.to, before?.toMs);
    if (Number.isNaN(fromMs)) faults.from = 'moment';
    if (Number.isNaN(toMs)) faults.to = 'moment';
    else if (toMs <= fromMs) faults.to = 'order';
    else if (toMs <= nowMs) faults.to = 'past';
    else if (toMs - Math.max(fromMs, nowMs) > LONGEST_MS) faults.to = 'long';
    return { fromMs, toMs };
  }

  function repeating(): { fromMs: number; untilMs: number | null } {
    const before = was && was.kind !== 'once' ? was : undefined;
    const fromMs = momentOf(draft.from, before?.fromMs);
    if (Number.isNaN(fromMs)) faults.from = 'moment';
    if (draft.until.trim() === '') return { fromMs, untilMs: null };
    const untilMs = momentOf(draft.until, before?.untilMs ?? undefined);
    if (Number.isNaN(untilMs)) faults.until = 'moment';
    else if (untilMs <= nowMs) faults.until = 'past';
    else if (untilMs <= fromMs) faults.until = 'order';
    return { fromMs, untilMs };
  }

  /** What nobody touched stays what it was, to the millisecond. */
  function momentOf(typed: string, beforeMs: number | undefined): number {
    if (beforeMs !== undefined && typed === clock.field(beforeMs)) return beforeMs;
    return clock.fromField(typed);
  }
}

function draftedHours(durationMs: number): string {
  return String(Math.round((durationMs / HOUR_MS) * 100) / 100);
}

/** What is sent, or what is wrong. */
export function bodyOf(
  draft: SilenceDraft,
  nowMs: number,
  clock: ZoneClock,
  was?: Silence['times'],
): { body?: WantedSilence; faults: DraftFaults } {
  const { times, faults } = timesOf(draft, nowMs, clock, was);
  const name = draft.name.trim();
  if (name === '') faults.name = 'name';
  if (!times || Object.keys(faults).length > 0) return { faults };
  return {
    body: { kind: draft.kind, name, match: draft.match, times, comment: draft.comment.trim() },
    faults,
  };
}

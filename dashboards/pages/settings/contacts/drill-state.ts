import type { DrillCall, DrillReport } from '#protocol/drill.ts';

/** How a call of a drill stands, as people read it. */
export type DrillCallState =
  | 'answered'
  | 'failed'
  /** Of a channel by itself: machines cannot answer, so this is all. */
  | 'delivered'
  /** The contact has answered another call. */
  | 'answered_elsewhere'
  | 'not_yet_answered'
  | 'unanswered'
  | 'waiting';

export type DrillMark = 'ok' | 'critical' | 'warning' | 'none';

/** What became of a call so far. */
export function drillCallState(
  { contact, state, answeredAtMs }: DrillCall,
  { endedAtMs, unanswered }: Pick<DrillReport, 'endedAtMs' | 'unanswered'>,
): DrillCallState {
  if (answeredAtMs !== null) return 'answered';
  if (state === 'failed') return 'failed';
  if (state === 'waiting') return 'waiting';
  if (contact === '') return 'delivered';
  if (!unanswered.includes(contact)) return 'answered_elsewhere';
  return endedAtMs === null ? 'not_yet_answered' : 'unanswered';
}

/** Shape and colour of each. */
export const DRILL_MARKS: Readonly<Record<DrillCallState, DrillMark>> = {
  answered: 'ok',
  failed: 'critical',
  delivered: 'ok',
  answered_elsewhere: 'ok',
  not_yet_answered: 'none',
  unanswered: 'warning',
  waiting: 'none',
};

/** How many of the contacts have answered, and how many of the channels took their own call. */
export function drillTally({ calls, unanswered, undelivered }: DrillReport): {
  contacts: number;
  answered: number;
  channels: number;
  delivered: number;
} {
  const contacts = new Set(calls.map(({ contact }) => contact).filter(Boolean)).size;
  const channels = calls.filter(({ contact }) => contact === '').length;
  return {
    contacts,
    answered: contacts - unanswered.length,
    channels,
    delivered: channels - undelivered.length,
  };
}

const HOUR_MS = 3_600_000;

/** A plan as it is typed. */
export interface PlanDraft {
  enabled: boolean;
  day: string;
  at: string;
  workingDay: boolean;
  answerHours: string;
}

export type PlanFault = 'bad_day' | 'bad_time' | 'bad_hours';

/** What is wrong with it, by field. */
export function planFaults({ day, at, answerHours }: PlanDraft): Partial<Record<keyof PlanDraft, PlanFault>> {
  const isWhole = (text: string, least: number, most: number) =>
    /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
  return {
    ...(!isWhole(day, 1, 28) && { day: 'bad_day' as const }),
    ...(!/^([01]\d|2[0-3]):[0-5]\d$/.test(at) && { at: 'bad_time' as const }),
    ...(!isWhole(answerHours, 1, 168) && { answerHours: 'bad_hours' as const }),
  };
}

/** What is sent to the collector. */
export function planBody({ enabled, day, at, workingDay, answerHours }: PlanDraft) {
  return { enabled, day: Number(day), at, workingDay, answerWithinMs: Number(answerHours) * HOUR_MS };
}

/** The form of a plan that is in force. */
export function planDraft(plan: ReturnType<typeof planBody>): PlanDraft {
  const { enabled, day, at, workingDay, answerWithinMs } = plan;
  return {
    enabled,
    day: String(day),
    at,
    workingDay,
    answerHours: String(Math.round(answerWithinMs / HOUR_MS)),
  };
}

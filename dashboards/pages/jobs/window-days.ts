import type { Tally, WindowEntry, WindowOutcome } from '../../api/jobs.ts';

/** What became of windows, mildest first. */
export const OUTCOMES: readonly WindowOutcome[] = ['met', 'unseen', 'late', 'poor', 'failed', 'missing'];

const DAY_MS = 86_400_000;
const DAYS = 90;

/** One day of the picture of windows. */
export interface WindowDay {
  /** Its midnight in UTC, which stands for the day in any zone. */
  dayMs: number;
  tally: Tally;
  worst: WindowOutcome | undefined;
}

/** A week from Monday; days outside of the picture are undefined. */
export interface WindowWeek {
  mondayMs: number;
  days: (WindowDay | undefined)[];
}

/**
 * The days of the last 90, by weeks, with the windows whose deadlines they had. A deadline at midnight belongs to the
 * day that ends. `dayOf` names the day of a moment in the zone of the job, as `2027-02-05`.
 */
export function windowWeeks(
  windows: readonly WindowEntry[],
  days: readonly { day: string; tally: Tally }[],
  nowMs: number,
  dayOf: (ms: number) => string,
): WindowWeek[] {
  const tallies = new Map<string, Tally>();
  const tallyOf = (day: string) => {
    const found = tallies.get(day) ?? noTally();
    tallies.set(day, found);
    return found;
  };
  for (const { day, tally } of days) {
    const sum = tallyOf(day);
    for (const outcome of OUTCOMES) sum[outcome] += tally[outcome];
  }
  for (const { dueMs, outcome } of windows) tallyOf(dayOf(dueMs - 1))[outcome]++;
  const todayMs = Date.parse(dayOf(nowMs));
  const firstMs = todayMs - (DAYS - 1) * DAY_MS;
  const weeks: WindowWeek[] = [];
  for (let mondayMs = firstMs - weekday(firstMs) * DAY_MS; mondayMs <= todayMs; mondayMs += 7 * DAY_MS) {
    const all = Array.from({ length: 7 }, (_, at) => {
      const dayMs = mondayMs + at * DAY_MS;
      if (dayMs < firstMs || dayMs > todayMs) return undefined;
      const tally = tallies.get(new Date(dayMs).toISOString().slice(0, 10)) ?? noTally();
      return { dayMs, tally, worst: worstOf(tally) };
    });
    weeks.push({ mondayMs, days: all });
  }
  return weeks;
}

function worstOf(tally: Tally): WindowOutcome | undefined {
  const there = OUTCOMES.filter((outcome) => tally[outcome] > 0);
  return there[there.length - 1];
}

/** All windows of a tally. */
export function sumOf(tally: Tally): number {
  return OUTCOMES.reduce((sum, outcome) => sum + tally[outcome], 0);
}

function noTally(): Tally {
  return { met: 0, unseen: 0, late: 0, poor: 0, failed: 0, missing: 0 };
}

/** 0 is Monday. */
function weekday(dayMs: number): number {
  return (new Date(dayMs).getUTCDay() + 6) % 7;
}

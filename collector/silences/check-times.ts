import * as z from 'zod';
import { invalid } from '#collector/http/api-error.ts';
import { CronError, parseCron } from '#judging/schedule/cron.ts';
import { Times } from '#protocol/clock-times.ts';

const DAY_MS = 86_400_000;
const LONGEST_MS = 400 * DAY_MS;
/** What lies farther ahead is a slip of the pen; calendars and clocks need not follow it. */
const AHEAD_YEARS = 10;
const AHEAD_MS = AHEAD_YEARS * 366 * DAY_MS;

/** As `Times`, or from now on for so long. */
export const WantedTimes = z.union([
  Times,
  z.strictObject({
    kind: z.literal('for'),
    durationMs: z.int().min(60_000).max(LONGEST_MS).describe('from the moment at which it is received'),
  }),
]);
export type WantedTimes = z.infer<typeof WantedTimes>;

/**
 * The times as they will count. What lies in the past counts from now: nobody plans work afterwards. Throws a 400 for
 * times that never come or never end without anybody having looked at them again.
 */
export function checkTimes(wanted: WantedTimes, nowMs: number, zone: string): Times {
  if (wanted.kind === 'for') return { kind: 'once', fromMs: nowMs, toMs: nowMs + wanted.durationMs };
  const fromMs = Math.max(wanted.fromMs, nowMs);
  refuseFar('times.fromMs', fromMs, nowMs);
  if (wanted.kind === 'once') {
    if (wanted.toMs <= fromMs) throw invalid('times.toMs', 'must be later than now and than `fromMs`');
    if (wanted.toMs - fromMs > LONGEST_MS) throw invalid('times.toMs', 'at most 400 days after `fromMs`');
    return { ...wanted, fromMs };
  }
  if (wanted.untilMs !== null && wanted.untilMs <= fromMs)
    throw invalid('times.untilMs', 'must be later than now and than `fromMs`');
  if (wanted.untilMs !== null) refuseFar('times.untilMs', wanted.untilMs, nowMs);
  if (wanted.kind === 'hours' && wanted.hours.length === 0)
    throw invalid('times.hours', 'at least one span: without any it would hold always');
  if (wanted.kind === 'repeated') refuseBadCron(wanted.cron, zone);
  return { ...wanted, fromMs };
}

function refuseFar(field: string, foundMs: number, nowMs: number): void {
  const latestMs = nowMs + AHEAD_MS;
  if (foundMs <= latestMs) return;
  const message = `found ${foundMs}, allowed up to ${latestMs}: ${AHEAD_YEARS} years ahead`;
  throw invalid(field, message, { found: foundMs, allowed: latestMs });
}

function refuseBadCron(expression: string, zone: string): void {
  try {
    parseCron(expression, zone);
  } catch (error) {
    if (error instanceof CronError) throw invalid('times.cron', error.message);
    throw error;
  }
}

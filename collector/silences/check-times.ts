import * as z from 'zod';
import { invalid } from '#collector/http/api-error.ts';
import { CronError, parseCron } from '#judging/schedule/cron.ts';
import { Times } from '#protocol/clock-times.ts';

const DAY_MS = 86_400_000;
const LONGEST_MS = 400 * DAY_MS;

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
  if (wanted.kind === 'once') {
    if (wanted.toMs <= fromMs) throw invalid('times.toMs', 'must be later than now and than `fromMs`');
    if (wanted.toMs - fromMs > LONGEST_MS) throw invalid('times.toMs', 'at most 400 days after `fromMs`');
    return { ...wanted, fromMs };
  }
  if (wanted.untilMs !== null && wanted.untilMs <= fromMs)
    throw invalid('times.untilMs', 'must be later than now and than `fromMs`');
  if (wanted.kind === 'hours' && wanted.hours.length === 0)
    throw invalid('times.hours', 'at least one span: without any it would hold always');
  if (wanted.kind === 'repeated') refuseBadCron(wanted.cron, zone);
  return { ...wanted, fromMs };
}

function refuseBadCron(expression: string, zone: string): void {
  try {
    parseCron(expression, zone);
  } catch (error) {
    if (error instanceof CronError) throw invalid('times.cron', error.message);
    throw error;
  }
}

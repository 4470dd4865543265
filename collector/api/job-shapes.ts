import * as z from 'zod';
import type { Target } from '#collector/inventory/targets.ts';
import type { Standing } from '#collector/jobs/job-desk.ts';
import { stateOf } from '#collector/jobs/job-desk.ts';
import type { Job } from '#collector/jobs/job-index.ts';
import { emptyTally, type WindowTally } from '#collector/jobs/job-windows.ts';
import type { KeptRun } from '#collector/jobs/run-row.ts';
import type { SettledWindow } from '#judging/job/walk-windows.ts';
import { JOB_STATES, JobDefinition, WINDOW_OUTCOMES } from '#protocol/job.ts';
import { line } from './shapes.ts';

const at = z.number().nullable();

export const JobFields = {
  name: line(200).min(1),
  owner: line(200),
  contract: line(200),
};

export const TallyShape = z.strictObject(
  Object.fromEntries(WINDOW_OUTCOMES.map((outcome) => [outcome, z.number()])) as Record<
    (typeof WINDOW_OUTCOMES)[number],
    z.ZodNumber
  >,
);

export const RunShape = z.strictObject({
  number: z.number().describe('counts up over all runs of the job'),
  run: z.string().describe('as whoever started it calls it; may be empty'),
  startedAtMs: at,
  endedAtMs: at,
  outcome: z.enum(['running', 'good', 'poor', 'failed']),
  shortfall: z.enum(['too_small', 'too_short']).nullable().describe('what a poor one lacks'),
  found: at,
  least: at,
  durationMs: at,
  exitCode: at,
  bytes: at,
  files: at,
  count: at,
  output: z.string().describe('the last it said'),
  note: z.string().describe('what a person has written to it'),
  toldBy: z.string().describe('beat, probe, or person:<name>'),
}) satisfies z.ZodType<KeptRun>;

export const WindowShape = z.strictObject({
  opensMs: z.number().describe('a success counts from here on'),
  dueMs: z.number().describe('the deadline'),
  lateMs: z.number().describe('the deadline with its grace'),
  closesMs: z.number().describe('given up'),
  outcome: z.enum(WINDOW_OUTCOMES),
  metMs: at.describe('when the success came'),
});

export const JobShape = z.strictObject({
  id: z.string().describe('of the target that stands for it'),
  organisation: z.string(),
  ...JobFields,
  definition: JobDefinition,
  tokenMadeAtMs: at.describe('when the token for its beats was made; null without one'),
  sinceMs: z.number().describe('windows are judged from here on'),
  paused: z.strictObject({ atMs: z.number(), reason: z.string() }).nullable(),
  state: z.enum(JOB_STATES),
  stateSinceMs: z.number(),
  code: z.string().describe('of the sentence that says how it stands; pages have words for it'),
  params: z.record(z.string(), z.union([z.number(), z.string()])),
  next: WindowShape.omit({ outcome: true, metMs: true })
    .nullable()
    .describe('the oldest window that is not met'),
  overdueSinceMs: at,
  runningSinceMs: at,
  lastEndedAtMs: at,
  lastSuccess: z
    .strictObject({ atMs: z.number(), durationMs: at, bytes: at, files: at, count: at })
    .nullable(),
  windows90: TallyShape.describe('what became of the windows of the last 90 days'),
  calendarKnown: z
    .boolean()
    .describe(
      'false: the holidays of the year of its next deadline are not known here, weekends count alone',
    ),
});

/** A job as it is shown. */
export function shownJob(
  job: Job,
  target: Target,
  standing: Standing | undefined,
  tally: WindowTally | undefined,
): z.input<typeof JobShape> {
  const { state, sinceMs: stateSinceMs } = stateOf(job, standing);
  const { known, judged } = standing ?? {};
  const success = known?.lastSuccess;
  return {
    id: job.id,
    organisation: target.organisation,
    name: target.name,
    owner: target.owner,
    contract: target.contract,
    definition: job.definition,
    tokenMadeAtMs: job.tokenMadeAtMs,
    sinceMs: job.sinceMs,
    paused: job.paused,
    state,
    stateSinceMs,
    code: judged?.code ?? state,
    params: { ...judged?.params },
    next: judged?.pending
      ? {
          opensMs: judged.pending.opensMs,
          dueMs: judged.pending.dueMs,
          lateMs: judged.pending.lateMs,
          closesMs: judged.pending.closesMs,
        }
      : null,
    overdueSinceMs: judged?.overdueSinceMs ?? null,
    runningSinceMs: known?.runningSinceMs ?? null,
    lastEndedAtMs: known?.newest?.atMs ?? null,
    lastSuccess: success
      ? {
          atMs: success.atMs,
          durationMs: success.durationMs ?? null,
          bytes: success.bytes ?? null,
          files: success.files ?? null,
          count: success.count ?? null,
        }
      : null,
    windows90: tally ?? emptyTally(),
    calendarKnown: isCalendarKnown(job.definition, standing),
  };
}

export function shownWindow({ opensMs, dueMs, lateMs, closesMs, outcome, metMs }: SettledWindow) {
  return { opensMs, dueMs, lateMs, closesMs, outcome, metMs };
}

function isCalendarKnown({ schedule }: JobDefinition, standing: Standing | undefined): boolean {
  const usesCalendar =
    (schedule.kind === 'daily' && schedule.days !== 'all') ||
    (schedule.kind === 'monthly' && typeof schedule.on === 'object' && 'workingDay' in schedule.on);
  const dueMs = standing?.judged.pending?.dueMs;
  if (!usesCalendar || dueMs === undefined) return true;
  return standing?.known.calendar.knows(new Date(dueMs).getUTCFullYear()) ?? true;
}

import type { KnownJob } from '#judging/job/judge-job.ts';
import { longestMs } from '#judging/job/shortfall.ts';
import type { Gap } from '#judging/job/walk-windows.ts';
import type { Calendar } from '#judging/schedule/working-days.ts';
import type { Job } from './job-index.ts';
import type { Jobs } from './jobs.ts';

/** Everything that the ledger knows of a job, as judging wants it. */
export async function loadJob(
  jobs: Jobs,
  job: Job,
  place: { zone: string; calendar: Calendar; gaps: readonly Gap[] },
  nowMs: number,
): Promise<KnownJob> {
  const { id, definition, sinceMs, paused } = job;
  const { runs, windows } = jobs;
  const { schedule, expect } = definition;
  const settled = await windows.last(id, sinceMs);
  const newest = await runs.newest(id);
  const runningSinceMs = await runs.runningSince(id);
  const longest =
    expect.long && runningSinceMs !== undefined
      ? longestMs(expect, await runs.successesBefore(id, nowMs, expect))
      : undefined;
  const triggers =
    schedule.kind === 'after'
      ? await runs.successesFrom(schedule.job, Math.max(sinceMs, (settled?.startMs ?? 0) + 1))
      : [];
  return {
    definition,
    zone: definition.zone ?? place.zone,
    calendar: place.calendar,
    sinceMs,
    pausedAtMs: paused?.atMs ?? null,
    settled,
    finished: await runs.endedAfter(id, settled?.usedMs ?? Number.NEGATIVE_INFINITY),
    triggers,
    // What a probe has seen meanwhile comes later.
    gaps: definition.feed.kind === 'beat' ? place.gaps : [],
    runningSinceMs,
    longestMs: longest,
    newest,
    lastSuccess: await runs.lastSuccess(id),
    lastDurationMs: newest?.durationMs,
    ...(await jobs.counts(id)),
  };
}

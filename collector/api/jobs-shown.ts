import type * as z from 'zod';
import { notFound } from '#collector/http/api-error.ts';
import type { Target } from '#collector/inventory/targets.ts';
import type { Job } from '#collector/jobs/job-index.ts';
import type { Scope } from '#collector/people/caller.ts';
import { DEFAULT_ZONE } from '#collector/people/organisations.ts';
import { dayText, localDay } from '#judging/schedule/civil.ts';
import { type JobShape, shownJob, shownWindow } from './job-shapes.ts';
import type { Parts } from './parts.ts';

const TALLIED_MS = 90 * 86_400_000;
const WINDOWS_SHOWN = 500;

/** Jobs as the routes show them. */
export function jobsShown({ registry, jobDesk, nowMs }: Parts) {
  const { jobs, visible, organisations } = registry;
  return { see, show, one, windowsOf, zoneOf };

  async function show(found: readonly Target[]): Promise<z.input<typeof JobShape>[]> {
    const ids = found.map(({ id }) => id);
    const tallies = await jobs.windows.tallies(ids, nowMs() - TALLIED_MS);
    return found.map((target) =>
      shownJob(jobs.get(target.id) as Job, target, jobDesk.standing(target.id), tallies.get(target.id)),
    );
  }

  async function one(target: Target): Promise<z.input<typeof JobShape>> {
    await jobDesk.idle();
    return (await show([target]))[0];
  }

  async function windowsOf(target: Target, fromMs = nowMs() - TALLIED_MS, toMs = Number.MAX_SAFE_INTEGER) {
    const windows = await jobs.windows.list(target.id, fromMs, toMs, WINDOWS_SHOWN);
    const zone = jobs.get(target.id)?.definition.zone ?? (await zoneOf(target.organisation));
    const days = await jobs.windows.days(target.id, localDay(zone, fromMs));
    return {
      windows: windows.map(shownWindow),
      days: days.map(({ day, tally }) => ({ day: dayText(day), tally })),
    };
  }

  async function zoneOf(organisation: string): Promise<string> {
    return (await organisations.get(organisation))?.zone ?? DEFAULT_ZONE;
  }

  function see(scope: Scope, id: string): { target: Target; job: Job } {
    const target = visible.see(scope, id);
    const job = target && jobs.get(id);
    if (!target || !job) throw notFound('job', id);
    return { target, job };
  }
}

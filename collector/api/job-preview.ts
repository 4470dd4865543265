import * as z from 'zod';
import { invalid, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { type Window, windowsAfter } from '#judging/schedule/expected.ts';
import { JobDefinition } from '#protocol/job.ts';
import { checkDefinition } from './check-job.ts';
import { WindowShape } from './job-shapes.ts';
import type { Parts } from './parts.ts';
import { Id } from './shapes.ts';

const WINDOWS_SHOWN = 5;

const Wish = z.strictObject({
  organisation: Id.optional(),
  job: Id.optional().describe('the job that is changed; left out for a new one'),
  definition: JobDefinition,
});
const Preview = z.strictObject({
  zone: z.string().describe('in which its times of day are read'),
  windows: z
    .array(WindowShape.omit({ outcome: true, metMs: true }))
    .describe('those with the next deadlines; none where other runs decide: `every`, `after`'),
  calendarKnown: z.boolean().describe('false: the holidays of a year that it needs are not known here'),
});

/** What a definition would expect, for whoever is still writing it. */
export function jobPreviewRoutes(app: App, { registry, nowMs }: Parts): void {
  const { jobs, targets, visible, organisations, calendars } = registry;

  app.post(
    '/api/v1/jobs/preview',
    {
      config: {
        permission: 'targets.write',
        summary: 'Checks a definition and tells its next deadlines; changes nothing.',
      },
      schema: { body: Wish, response: { 200: Preview } },
    },
    async ({ body, scope }) => {
      const { job, definition } = body;
      const target = job === undefined ? undefined : visible.see(scope, job);
      if (job !== undefined && !target) throw notFound('job', job);
      const organisation = target?.organisation ?? (await organisations.choose(scope, body.organisation));
      const place = organisation === undefined ? undefined : await organisations.get(organisation);
      if (!place) throw invalid('organisation', 'not one that you may write');
      checkDefinition(definition, {
        jobs,
        targets,
        organisation: place.id,
        zone: place.zone,
        own: target?.id,
      });
      const zone = definition.zone ?? place.zone;
      const calendar = calendars.of(place.id);
      const windows = nextWindows(definition, { zone, calendar }, nowMs());
      return {
        zone,
        windows: windows.map(({ opensMs, dueMs, lateMs, closesMs }) => ({
          opensMs,
          dueMs,
          lateMs,
          closesMs,
        })),
        calendarKnown: windows.every(
          ({ dueMs }) => !usesCalendar(definition) || calendar.knows(new Date(dueMs).getUTCFullYear()),
        ),
      };
    },
  );
}

function nextWindows(
  { schedule, graceMs, missingAfterMs }: JobDefinition,
  place: Pick<Parameters<typeof windowsAfter>[1], 'zone' | 'calendar'>,
  nowMs: number,
): Window[] {
  if (schedule.kind === 'every' || schedule.kind === 'after') return [];
  const found: Window[] = [];
  for (const window of windowsAfter(schedule, { ...place, graceMs, missingAfterMs }, nowMs)) {
    found.push(window);
    if (found.length === WINDOWS_SHOWN) break;
  }
  return found;
}

/** Whether working days decide about its deadlines. */
function usesCalendar({ schedule }: JobDefinition): boolean {
  if (schedule.kind === 'daily') return schedule.days !== 'all';
  return schedule.kind === 'monthly' && typeof schedule.on === 'object' && 'workingDay' in schedule.on;
}

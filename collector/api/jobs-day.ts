import * as z from 'zod';
import { invalid } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { DAY_OUTCOMES, windowsOfDay } from '#collector/jobs/day-line.ts';
import { dayRowsIn } from '#collector/jobs/day-rows.ts';
import { stateOf } from '#collector/jobs/job-desk.ts';
import { dayText, instantOf, localDay, parseDay } from '#judging/schedule/civil.ts';
import { JOB_STATES } from '#protocol/job.ts';
import { jobsShown } from './jobs-shown.ts';
import type { Parts } from './parts.ts';
import { PlaceShape, seenTargets, TargetFilter } from './seen-targets.ts';
import { Id } from './shapes.ts';

const MOST_JOBS = 2_000;
/** One every ten minutes still shows each. */
const MOST_OF_A_JOB = 200;
const MOST_ROWS = 20_000;

const at = z.number().nullable();
const Asked = z.strictObject({
  ...TargetFilter.shape,
  date: z.string().max(10).optional().describe('such as 2027-02-05; today when left out'),
  zone: z
    .string()
    .max(64)
    .optional()
    .describe('IANA zone of the day; that of the organisation when left out'),
  job: Id.optional().describe('only this one'),
});
const DayRow = z.strictObject({
  ...PlaceShape,
  owner: z.string(),
  state: z.enum(JOB_STATES),
  nextDueMs: at,
  windows: z.array(
    z.strictObject({
      opensMs: z.number(),
      dueMs: z.number().describe('the deadline'),
      lateMs: z.number().describe('with its grace'),
      closesMs: z.number(),
      outcome: z.enum(DAY_OUTCOMES).describe('as it came out; expected, open or overdue while nobody knows'),
      metMs: at,
    }),
  ),
  runs: z.array(
    z.strictObject({
      number: z.number(),
      startedAtMs: at,
      endedAtMs: at.describe('null: it is running'),
      outcome: z.enum(['running', 'good', 'poor', 'failed']),
      bytes: at,
      exitCode: at,
    }),
  ),
  isCut: z.boolean().describe('it has more windows or runs on this day than are told'),
});

/** One day of all jobs: when each was expected, and when it ran. */
export function jobsDayRoutes(app: App, parts: Parts): void {
  const { registry, jobDesk, nowMs } = parts;
  const { jobs, sql } = registry;
  const { find, placer } = seenTargets(registry);
  const { zoneOf } = jobsShown(parts);
  const rows = dayRowsIn(sql);

  app.get(
    '/api/v1/jobs/day',
    {
      config: {
        permission: 'targets.read',
        summary: `Expected windows and real runs of all jobs on one day; at most ${MOST_JOBS} jobs.`,
      },
      schema: {
        querystring: Asked,
        response: {
          200: z.strictObject({
            date: z.string(),
            zone: z.string(),
            fromMs: z.number(),
            toMs: z.number(),
            nowMs: z.number(),
            jobs: z.array(DayRow),
            truncated: z.boolean().describe('there are more jobs: narrow the question'),
          }),
        },
      },
    },
    async ({ query, scope }) => {
      const atMs = nowMs();
      const { date, job, zone: wantedZone, ...filter } = query;
      const found = find(scope, filter).filter(
        ({ id }) => jobs.get(id) !== undefined && (job === undefined || job === id),
      );
      const zone = checkZone(
        wantedZone ?? (await zoneOf(filter.organisation ?? found[0]?.organisation ?? '')),
      );
      const day = date === undefined ? localDay(zone, atMs) : parseDay(date);
      if (day === undefined) throw invalid('date', 'a day such as 2027-02-05');
      const span = { fromMs: instantOf(zone, day, 0), toMs: instantOf(zone, day + 1, 0) };
      const shown = found.slice(0, MOST_JOBS);
      const ids = shown.map(({ id }) => id);
      const [runs, windows] = await Promise.all([
        rows.runs(ids, span, MOST_ROWS),
        rows.windows(ids, span, MOST_ROWS),
      ]);
      const place = placer(scope);
      return {
        date: dayText(day),
        zone,
        ...span,
        nowMs: atMs,
        truncated: found.length > MOST_JOBS,
        jobs: shown.map(({ id, owner }) => {
          const standing = jobDesk.standing(id);
          const pending = standing?.judged.pending;
          const expected = windowsOfDay(
            windows.get(id) ?? [],
            standing && { known: standing.known, pending },
            span,
            atMs,
            MOST_OF_A_JOB,
          );
          const ran = runs.get(id) ?? [];
          const runningSinceMs = standing?.known.runningSinceMs;
          const isRunning = runningSinceMs !== undefined && runningSinceMs < span.toMs && atMs >= span.fromMs;
          // The newest are what people look for.
          const kept = ran.slice(-MOST_OF_A_JOB);
          return {
            ...place(id),
            owner,
            state: stateOf(jobs.get(id) as NonNullable<ReturnType<typeof jobs.get>>, standing).state,
            nextDueMs: pending?.dueMs ?? null,
            windows: expected,
            runs: isRunning ? [...kept, running(runningSinceMs)] : kept,
            isCut: ran.length > MOST_OF_A_JOB || expected.length >= MOST_OF_A_JOB,
          };
        }),
      };
    },
  );
}

function running(startedAtMs: number) {
  return {
    number: 0,
    startedAtMs,
    endedAtMs: null,
    outcome: 'running' as const,
    bytes: null,
    exitCode: null,
  };
}

function checkZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone && zone;
  } catch {
    throw invalid('zone', 'an IANA zone such as Asia/Shanghai');
  }
}

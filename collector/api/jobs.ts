import * as z from 'zod';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Target } from '#collector/inventory/targets.ts';
import { jobTemplates } from '#collector/jobs/templates.ts';
import { JOB_STATES, JobDefinition } from '#protocol/job.ts';
import { JobShape, RunShape, TallyShape, WindowShape } from './job-shapes.ts';
import { jobsShown } from './jobs-shown.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams } from './shapes.ts';

/** Runs shown with a job; further ones are asked for. */
const RUNS_SHOWN = 50;

const ByName = cursorOf(z.strictObject({ name: z.string(), id: z.string() }));
const States = z
  .union([z.enum(JOB_STATES).transform((one) => [one]), z.array(z.enum(JOB_STATES)).max(JOB_STATES.length)])
  .default([])
  .describe('may be given several times');
const List = z.strictObject({
  organisation: Id.optional(),
  state: States,
  search: z.string().max(200).optional().describe('part of name, owner or contract'),
  cursor: ByName,
  limit,
});
const Period = z.strictObject({
  fromMs: z.coerce.number().int().nonnegative().optional().describe('90 days ago when left out'),
  toMs: z.coerce.number().int().nonnegative().optional(),
});
const Days = z.array(z.strictObject({ day: z.string(), tally: TallyShape }));

/** Jobs: what is expected of them, how they stand, and what became of their windows. Changes stand in `job-changes.ts`. */
export function jobRoutes(app: App, parts: Parts): void {
  const { registry, jobDesk } = parts;
  const { jobs, targets } = registry;
  const { see, show, one, windowsOf } = jobsShown(parts);

  app.get(
    '/api/v1/jobs',
    {
      config: { permission: 'targets.read', summary: 'Jobs and how they stand, by name.' },
      schema: {
        querystring: List,
        response: { 200: z.strictObject({ jobs: z.array(JobShape), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor, limit: size, ...filter } = request.query;
      const found = targets.list(request.scope, cursor, size + 1, (target) => isWanted(target, filter));
      const { items, next } = toPage(found, size, ({ name, id }) => ({ name, id }));
      return { jobs: await show(items), next };
    },
  );

  app.get(
    '/api/v1/jobs/templates',
    {
      config: { permission: 'targets.read', summary: 'Ready-made checks of jobs and backups.' },
      schema: {
        response: {
          200: z.strictObject({
            templates: z.array(
              z.strictObject({
                id: z.string(),
                name: z.strictObject({ 'zh-CN': z.string(), en: z.string() }),
                reason: z.strictObject({ 'zh-CN': z.string(), en: z.string() }),
                definition: JobDefinition,
                byHand: z.boolean().describe('runs are told by a person'),
              }),
            ),
          }),
        },
      },
    },
    async () => ({ templates: [...jobTemplates] }),
  );

  app.get(
    '/api/v1/jobs/:id',
    {
      config: {
        permission: 'targets.read',
        summary: 'One job with its newest runs and its windows of 90 days.',
      },
      schema: {
        params: IdParams,
        response: {
          200: JobShape.extend({ runs: z.array(RunShape), windows: z.array(WindowShape), days: Days }),
        },
      },
    },
    async (request) => {
      const { target } = see(request.scope, request.params.id);
      const runs = await jobs.runs.list(target.id, undefined, RUNS_SHOWN);
      return { ...(await one(target)), runs, ...(await windowsOf(target, undefined, undefined)) };
    },
  );

  app.get(
    '/api/v1/jobs/:id/runs',
    {
      config: { permission: 'targets.read', summary: 'Runs of a job, newest first.' },
      schema: {
        params: IdParams,
        querystring: z.strictObject({ cursor: cursorOf(z.int().positive()), limit }),
        response: { 200: z.strictObject({ runs: z.array(RunShape), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { target } = see(request.scope, request.params.id);
      const { cursor, limit: size } = request.query;
      const { items, next } = toPage(
        await jobs.runs.list(target.id, cursor, size + 1),
        size,
        ({ number }) => number,
      );
      return { runs: items, next };
    },
  );

  app.get(
    '/api/v1/jobs/:id/windows',
    {
      config: { permission: 'targets.read', summary: 'What became of the windows of a job, newest first.' },
      schema: {
        params: IdParams,
        querystring: Period,
        response: {
          200: z.strictObject({
            windows: z.array(WindowShape),
            days: Days.describe('days of which windows are no longer kept one by one'),
          }),
        },
      },
    },
    async (request) => {
      const { target } = see(request.scope, request.params.id);
      return windowsOf(target, request.query.fromMs, request.query.toMs);
    },
  );

  function isWanted(
    target: Target,
    filter: Pick<z.infer<typeof List>, 'organisation' | 'state' | 'search'>,
  ): boolean {
    const job = target.kind === 'job' ? jobs.get(target.id) : undefined;
    if (!job) return false;
    if (filter.organisation !== undefined && target.organisation !== filter.organisation) return false;
    const state = jobDesk.standing(target.id)?.judged.state ?? job.state;
    if (filter.state.length > 0 && !filter.state.includes(state)) return false;
    const searched = filter.search?.toLowerCase() ?? '';
    return [target.name, target.owner, target.contract].some((text) => text.toLowerCase().includes(searched));
  }
}

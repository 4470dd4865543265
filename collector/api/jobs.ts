import * as z from 'zod';
import { ApiError, invalid, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Target } from '#collector/inventory/targets.ts';
import { Beats } from '#collector/jobs/beats.ts';
import type { Job } from '#collector/jobs/jobs.ts';
import { jobTemplates } from '#collector/jobs/templates.ts';
import type { Scope } from '#collector/people/caller.ts';
import { dayText, localDay } from '#judging/schedule/civil.ts';
import { JOB_STATES, JobDefinition } from '#protocol/job.ts';
import { JobRun } from '#protocol/job-run.ts';
import { checkDefinition } from './check-job.ts';
import {
  JobFields,
  JobShape,
  RunShape,
  shownJob,
  shownWindow,
  TallyShape,
  WindowShape,
} from './job-shapes.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, line, NoContent } from './shapes.ts';

const DAY_MS = 86_400_000;
const TALLIED_MS = 90 * DAY_MS;
/** Runs shown with a job; further ones are asked for. */
const RUNS_SHOWN = 50;
const WINDOWS_SHOWN = 500;

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
const NewJob = z.strictObject({
  organisation: Id.optional(),
  name: JobFields.name,
  owner: JobFields.owner.optional(),
  contract: JobFields.contract.optional(),
  definition: JobDefinition,
});
const Change = z.strictObject({ ...JobFields, definition: JobDefinition }).partial();
const RunByHand = JobRun.omit({ run: true, exitCode: true, output: true, atMs: true }).extend({
  phase: z.enum(['succeeded', 'failed']),
  atMs: z.int().nonnegative().optional().describe('when that was; now when left out'),
  note: line(1_000).min(1).describe('what was done, and with which result'),
});
const Period = z.strictObject({
  fromMs: z.coerce.number().int().nonnegative().optional().describe('90 days ago when left out'),
  toMs: z.coerce.number().int().nonnegative().optional(),
});
const Days = z.array(z.strictObject({ day: z.string(), tally: TallyShape }));

/** Jobs: what is expected of them, how they stand, and what became of their windows. */
export function jobRoutes(app: App, parts: Parts): void {
  const { registry, jobDesk, targetDeleted, nowMs } = parts;
  const { sql, jobs, targets, visible, organisations, audit } = registry;
  const beats = new Beats(sql, jobs);

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

  app.post(
    '/api/v1/jobs',
    {
      config: {
        permission: 'targets.write',
        summary: 'Makes a job; the token for its beats is told this once.',
      },
      schema: { body: NewJob, response: { 201: JobShape.extend({ token: z.string().nullable() }) } },
    },
    async (request, reply) => {
      const { organisation: wanted, name, definition, ...fields } = request.body;
      const organisation = await organisations.choose(request.scope, wanted);
      if (organisation === undefined) throw invalid('organisation', 'not one that you may write');
      const zone = await zoneOf(organisation);
      checkDefinition(definition, { jobs, targets, organisation, zone, own: undefined });
      const { job, token } = await jobs.create(request.actor, { organisation, name, fields, definition });
      const target = targets.get(job.id) as Target;
      return reply.code(201).send({ ...(await one(target)), token });
    },
  );

  app.patch(
    '/api/v1/jobs/:id',
    {
      config: { permission: 'targets.write', summary: 'Changes its name, or what is expected of it.' },
      schema: { params: IdParams, body: Change, response: { 200: JobShape } },
    },
    async (request) => {
      const { target } = see(request.scope, request.params.id);
      const { definition, ...fields } = request.body;
      if (definition) {
        const zone = await zoneOf(target.organisation);
        checkDefinition(definition, {
          jobs,
          targets,
          organisation: target.organisation,
          zone,
          own: target.id,
        });
      }
      await jobs.change(request.actor, target, { fields, definition });
      return one(targets.get(target.id) as Target);
    },
  );

  app.delete(
    '/api/v1/jobs/:id',
    {
      config: { permission: 'targets.write', summary: 'Removes it with its runs and its series.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { target, job } = see(request.scope, request.params.id);
      await sql.transaction(async () => {
        await targets.remove(target.id);
        await audit.write(request.actor, {
          action: 'job.remove',
          object: `target:${target.id}`,
          organisation: target.organisation,
          before: { name: target.name, definition: job.definition },
        });
      });
      targets.forget(target.id);
      await targetDeleted(target.id);
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/v1/jobs/:id/pause',
    {
      config: { permission: 'targets.write', summary: 'Pauses it, or goes on from now.' },
      schema: {
        params: IdParams,
        body: z.strictObject({ paused: z.boolean(), reason: line(500).default('') }),
        response: { 200: JobShape },
      },
    },
    async (request) => {
      const { target } = see(request.scope, request.params.id);
      await jobs.pause(request.actor, target, request.body);
      return one(target);
    },
  );

  app.post(
    '/api/v1/jobs/:id/token',
    {
      config: {
        permission: 'targets.write',
        summary: 'A new token for its beats, told this once; the old one ends.',
      },
      schema: { params: IdParams, response: { 201: z.strictObject({ token: z.string() }) } },
    },
    async (request, reply) => {
      const { target, job } = see(request.scope, request.params.id);
      if (job.definition.feed.kind !== 'beat')
        throw new ApiError(409, 'no_beats', 'this job is watched by a probe and takes no beats');
      return reply.code(201).send({ token: await jobs.renewToken(request.actor, target) });
    },
  );

  app.post(
    '/api/v1/jobs/:id/runs',
    {
      config: { permission: 'targets.write', summary: 'A person records a run, such as a restore test.' },
      schema: { params: IdParams, body: RunByHand, response: { 201: JobShape } },
    },
    async (request, reply) => {
      const { target } = see(request.scope, request.params.id);
      const { atMs: wanted, ...run } = request.body;
      const atMs = wanted ?? nowMs();
      if (atMs > nowMs()) throw invalid('atMs', 'lies ahead: a run is recorded once it has ended');
      await audit.write(request.actor, {
        action: 'job.run',
        object: `target:${target.id}`,
        organisation: target.organisation,
        after: { ...run, atMs },
      });
      await beats.take(target.id, { ...run, atMs, toldBy: `person:${request.actor.who}` });
      return reply.code(201).send(await one(target));
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
    return (await organisations.get(organisation))?.zone ?? 'Asia/Shanghai';
  }

  function see(scope: Scope, id: string): { target: Target; job: Job } {
    const target = visible.see(scope, id);
    const job = target && jobs.get(id);
    if (!target || !job) throw notFound('job', id);
    return { target, job };
  }
}

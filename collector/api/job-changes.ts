import * as z from 'zod';
import { ApiError, invalid } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Target } from '#collector/inventory/targets.ts';
import { Beats } from '#collector/jobs/beats.ts';
import { JobDefinition } from '#protocol/job.ts';
import { JobRun } from '#protocol/job-run.ts';
import { checkDefinition } from './check-job.ts';
import { JobFields, JobShape } from './job-shapes.ts';
import { jobsShown } from './jobs-shown.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams, line, NoContent } from './shapes.ts';

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
/** Making, changing, pausing and removing jobs, and what people record of them. */
export function jobChangeRoutes(app: App, parts: Parts): void {
  const { registry, targetDeleted, nowMs } = parts;
  const { sql, jobs, targets, organisations, audit } = registry;
  const { see, one, zoneOf } = jobsShown(parts);
  const beats = new Beats(sql, jobs);

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
}

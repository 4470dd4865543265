import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ApiError } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { Beats } from '#collector/jobs/beats.ts';
import { TokenBuckets } from '#collector/jobs/token-buckets.ts';
import { type JobRun, OUTPUT_TAIL_BYTES } from '#protocol/job-run.ts';
import type { Parts } from './parts.ts';

/** Output that is read of one beat; its end is kept. */
const BODY_BYTES = 1024 * 1024;
const DAY_S = 86_400;

const Params = z.strictObject({ token: z.string().max(100) });
const number = z.coerce.number().nonnegative();
const Query = z
  .object({
    exit: z.coerce
      .number()
      .int()
      .optional()
      .describe('exit code; other than 0 is a failure where no phase is named'),
    duration: number
      .max(400 * DAY_S)
      .optional()
      .describe('seconds'),
    bytes: number.optional().describe('what was produced'),
    files: number.int().optional(),
    count: z.coerce.number().optional().describe('rows or items'),
    run: z
      .string()
      .max(64)
      .optional()
      .describe('tells runs apart that overlap, and beats that are sent twice'),
    age: number
      .max(7 * DAY_S)
      .default(0)
      .describe('seconds since it happened, for a beat that could not be sent then'),
  })
  .describe('other fields are passed over');

/** What a beat says by its address. */
const PHASES = { '': undefined, '/start': 'started', '/success': 'succeeded', '/failure': 'failed' } as const;

/**
 * Beats: a job says itself that it starts, has succeeded or has failed. No session: the token in the address names the
 * job and opens nothing else. Answered once it is durable; the body is the output, of which the end is kept.
 */
export function beatRoutes(app: App, { registry, nowMs }: Parts): void {
  const { sql, jobs } = registry;
  const beats = new Beats(sql, jobs);
  const perToken = new TokenBuckets({ burst: 60, perMinute: 60, remembered: 20_000 });
  const perAddress = new TokenBuckets({ burst: 3_000, perMinute: 6_000, remembered: 10_000 });
  const unknown = new TokenBuckets({ burst: 30, perMinute: 30, remembered: 10_000 });

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', async (_request: FastifyRequest, body: Readable) => readTail(body));
    for (const [path, phase] of Object.entries(PHASES)) {
      for (const method of ['GET', 'POST'] as const) {
        scope.route({
          method,
          url: `/api/v1/beats/:token${path}`,
          exposeHeadRoute: false,
          config: { permission: 'public', summary: summaryOf(phase) },
          schema: {
            params: Params,
            querystring: Query,
            response: { 200: z.strictObject({ ok: z.literal(true) }) },
          },
          handler: async (request) => {
            await take(request as BeatRequest, phase);
            return { ok: true as const };
          },
        });
      }
    }
  });

  async function take(request: BeatRequest, phase: JobRun['phase'] | undefined): Promise<void> {
    const { ip, params, query, body } = request;
    wait(perAddress.take(ip, nowMs()));
    const job = jobs.byToken(params.token);
    if (!job) {
      wait(unknown.take(ip, nowMs()));
      throw new ApiError(404, 'not_found', 'there is nothing here');
    }
    wait(perToken.take(job.id, nowMs()));
    const { exit, duration, age, run, ...produced } = query;
    await beats.take(job.id, {
      phase: phase ?? (exit === undefined || exit === 0 ? 'succeeded' : 'failed'),
      atMs: Math.round(nowMs() - age * 1_000),
      ...produced,
      ...(run !== undefined && { run }),
      ...(exit !== undefined && { exitCode: exit }),
      ...(duration !== undefined && { durationMs: duration * 1_000 }),
      ...(typeof body === 'string' && body !== '' && { output: body }),
      toldBy: 'beat',
    });
  }
}

interface BeatRequest {
  ip: string;
  params: z.output<typeof Params>;
  query: z.output<typeof Query>;
  body: unknown;
}

function wait(waitMs: number): void {
  if (waitMs === 0) return;
  throw new ApiError(429, 'too_many', 'more beats than are taken; send it again later', {}, waitMs);
}

function summaryOf(phase: JobRun['phase'] | undefined): string {
  if (phase === undefined) return 'A job says that it has ended: a success, or a failure by its exit code.';
  const does = { started: 'starts', succeeded: 'has succeeded', failed: 'has failed' }[phase];
  return `A job says that it ${does}.`;
}

/** The end of a text of any length, without keeping the rest; rejects beyond what is read at all. */
async function readTail(body: Readable): Promise<string> {
  let tail = Buffer.alloc(0);
  let length = 0;
  for await (const chunk of body) {
    length += (chunk as Buffer).length;
    if (length > BODY_BYTES)
      throw new ApiError(
        413,
        'too_large',
        `the output is larger than ${BODY_BYTES} bytes: send its end alone`,
      );
    tail = Buffer.concat([tail, chunk as Buffer]).subarray(-OUTPUT_TAIL_BYTES);
  }
  // Half a letter at the cut, and what is no text at all.
  return tail
    .toString('utf8')
    .replace(/^\ufffd+/, '')
    .replaceAll('\0', '');
}

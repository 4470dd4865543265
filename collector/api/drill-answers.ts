import type { FastifyReply } from 'fastify';
import * as z from 'zod';
import { DRILL_PAGE_POLICY, drillPage } from '#collector/contacts/drill-page.ts';
import { ApiError, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { TokenBuckets } from '#collector/jobs/token-buckets.ts';
import type { Caller } from '#collector/people/caller.ts';
import { Drill } from '#protocol/drill.ts';
import type { Parts } from './parts.ts';
import { IdParams, NoContent } from './shapes.ts';

const Params = z.strictObject({ token: z.string().max(100) });
const Page = z.string();
const STATUS = { open: 200, thanks: 200, answered: 200, ended: 410, unknown: 404 } as const;

/**
 * Answers to drills. The link of a call opens a page with one button: opening alone answers nothing, so that programs
 * which look at links do not answer for people. The token in it opens nothing else, and ends with the drill.
 */
export function drillAnswerRoutes(app: App, { drillAnswers, nowMs }: Parts): void {
  // A whole site may sit behind one address and answer at once.
  const perAddress = new TokenBuckets({ burst: 600, perMinute: 600, remembered: 10_000 });
  const unknown = new TokenBuckets({ burst: 20, perMinute: 10, remembered: 10_000 });

  app.register(async (scope: App) => {
    // A form without fields: whatever its body says is passed over.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 1_024 }, async () => undefined);

    scope.get(
      '/d/:token',
      {
        config: { permission: 'public', summary: 'The page on which a drill is answered.' },
        schema: { params: Params, response: { 200: Page, 404: Page, 410: Page } },
      },
      async (request, reply) => {
        slowDown(request.ip);
        const { state, language } = await drillAnswers.look(request.params.token);
        if (state === 'unknown') slowGuessing(request.ip);
        return send(reply, state, language);
      },
    );

    scope.post(
      '/d/:token',
      {
        config: { permission: 'public', summary: 'The button of that page: the drill is answered.' },
        schema: { params: Params, response: { 200: Page, 404: Page, 410: Page } },
      },
      async (request, reply) => {
        slowDown(request.ip);
        const { state, language } = await drillAnswers.answer(request.params.token);
        if (state === 'unknown') slowGuessing(request.ip);
        return send(reply, state === 'open' ? 'thanks' : state, language);
      },
    );
  });

  app.get(
    '/api/v1/drills/mine',
    {
      config: { permission: 'session', summary: 'Drills that wait for an answer of the caller.' },
      schema: { response: { 200: z.strictObject({ drills: z.array(Drill) }) } },
    },
    async (request) => ({ drills: await drillAnswers.waitingFor((request.caller as Caller).name) }),
  );

  app.post(
    '/api/v1/drills/:id/answer',
    {
      config: { permission: 'session', summary: 'The caller answers a drill: all calls to the own contact.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await drillAnswers.answerAs(request.actor, (request.caller as Caller).name, id)))
        throw notFound('drill that waits for you', id);
      return reply.code(204).send(undefined);
    },
  );

  function slowDown(address: string): void {
    refuse(perAddress.take(address, nowMs()));
  }

  function slowGuessing(address: string): void {
    refuse(unknown.take(address, nowMs()));
  }
}

function refuse(waitMs: number): void {
  if (waitMs > 0) throw new ApiError(429, 'too_many', 'too many at once; try again later', {}, waitMs);
}

function send(reply: FastifyReply, state: keyof typeof STATUS, language: 'zh-CN' | 'en') {
  return reply
    .code(STATUS[state])
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', DRILL_PAGE_POLICY)
    .serializer(String)
    .send(drillPage(state, language));
}

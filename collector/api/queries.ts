import * as z from 'zod';
import { tellError } from '#collector/http/answer-error.ts';
import { invalid } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Scope } from '#collector/people/caller.ts';
import { type Answer, answersToJson, encodeAnswers } from '#collector/query/answers.ts';
import { type Asked, askTogether } from '#collector/query/ask-together.ts';
import { AGGREGATIONS, type Query } from '#collector/store/store.ts';
import type { Parts } from './parts.ts';
import { sendBytes, sendJson, wantsBytes } from './query-reply.ts';
import { Columns, HOUR_MS, Instant, Labels, Metric, StepMs, TARGETS_ASKED, Top } from './query-shapes.ts';
import { Id, Problem } from './shapes.ts';

const QUESTIONS = 50;

const Question = z.strictObject({
  metric: Metric,
  target: z
    .union([Id.transform((one) => [one]), z.array(Id).max(TARGETS_ASKED)])
    .optional()
    .describe('one or several; all that may be seen when it is left out'),
  labels: Labels.optional(),
  from: z
    .union([z.number().transform(String), z.string()])
    .pipe(Instant)
    .optional(),
  to: z
    .union([z.number().transform(String), z.string()])
    .pipe(Instant)
    .optional(),
  stepMs: StepMs.default(0),
  aggregation: z.enum(AGGREGATIONS).default('avg'),
  top: Top.optional(),
});

/** Several questions about what was measured, in one request: a page asks all that it draws at once. */
export function queriesRoutes(app: App, { registry, store, limits, nowMs }: Parts): void {
  const hostOf = (target: string) => registry.targets.get(target)?.host;

  app.post(
    '/api/v1/queries',
    {
      config: {
        permission: 'targets.read',
        reads: true,
        summary:
          'Several questions in one request, each with the fields of `GET /api/v1/query` and answered as by it, or by its own error; the limits hold for all together. It only reads. As JSON, or as columns for `Accept: application/octet-stream`.',
      },
      schema: {
        // One that is not of this form is answered with what is wrong, as the others are with their series.
        body: z.strictObject({
          questions: z
            .array(z.union([Question, z.unknown()]))
            .min(1)
            .max(QUESTIONS),
        }),
        response: {
          200: z.strictObject({
            answers: z.array(z.union([Columns, z.strictObject({ error: Problem })])),
          }),
        },
      },
    },
    async (request, reply) => {
      const asked = request.body.questions.map((raw) => toQuery(request.scope, raw));
      const answered = await askTogether(store.query, asked, limits, nowMs);
      const answers = answered.map((each): Answer<z.input<typeof Problem>> => {
        if ('series' in each) return each;
        const { status, code, message, details } = tellError(
          each.thrown as Error & { code: string },
          request,
        );
        return { error: { status, code, message, details } };
      });
      if (wantsBytes(request.headers.accept)) return sendBytes(reply, encodeAnswers(answers));
      return sendJson(reply, answersToJson(answers, hostOf));
    },
  );

  function toQuery(scope: Scope, raw: unknown): Asked {
    try {
      const { metric, target, labels = {}, from, to = nowMs(), ...how } = Question.parse(raw);
      const fromMs = from ?? to - HOUR_MS;
      if (fromMs >= to) throw invalid('from', `must lie before to (${to}), found ${fromMs}`);
      const wanted = { metric, targets: target, labels };
      const query: Query = { selector: registry.visible.restrict(scope, wanted), fromMs, toMs: to, ...how };
      return { query };
    } catch (thrown) {
      return { thrown };
    }
  }
}

import * as z from 'zod';
import { advise } from '#collector/advice/advise.ts';
import { BackTests } from '#collector/hindsight/back-tests.ts';
import { estateFor } from '#collector/hindsight/estate.ts';
import { GivenUpError, makePace } from '#collector/hindsight/pace.ts';
import { ApiError, invalid, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { type Caller, EVERYWHERE, inScope, type Scope } from '#collector/people/caller.ts';
import { DEFAULT_ZONE } from '#collector/people/organisations.ts';
import { Advice } from '#protocol/advice.ts';
import { BackTest } from '#protocol/back-test.ts';
import { Rule, Watch } from '#protocol/rule.ts';
import type { Parts } from './parts.ts';
import { IdParams, NoContent } from './shapes.ts';

const DAY_MS = 86_400_000;
const RETRY_AFTER_MS = 5_000;

const Wish = z.strictObject({
  rule: Rule.describe('the whole rule, as it would be saved'),
  days: z.int().min(1).max(90).default(14).describe('how far to look back'),
});

const ADVICE_TIMEOUT_MS = 25_000;
const ADVISED_AT_ONCE = 2;

const AdviceWish = z
  .strictObject({
    rule: Rule.optional().describe('the rule whose threshold is in question'),
    watch: Watch.optional().describe('what is to be watched, where there is no rule yet'),
    side: z
      .enum(['above', 'below'])
      .optional()
      .describe('where the trouble lies; as the rule says, or `above`'),
    weeks: z.int().min(1).max(12).default(4).describe('how much history is looked at'),
  })
  .refine(({ rule, watch }) => (rule === undefined) !== (watch === undefined), {
    message: 'either `rule` or `watch`',
  });

/** What a rule would have done, and what it should say: asked before it is saved. Nothing here changes anything. */
export function adviceRoutes(app: App, parts: Parts): void {
  const { registry, store, rules, limits, kept, nowMs } = parts;
  const { organisations } = registry;
  let advising = 0;
  const tests = new BackTests(() => performance.now());
  app.addHook('onClose', () => tests.close());

  app.post(
    '/api/v1/back-tests',
    {
      config: {
        permission: 'rules.write',
        summary:
          'Begins to judge the past by a rule that need not be saved, and by the rule in force beside it. Kept for ten minutes, seen by who asked.',
      },
      schema: { body: Wish, response: { 200: BackTest } },
    },
    async ({ body, scope, caller }) => {
      const { rule, days } = body;
      await refuseForeign(scope, rule);
      const toMs = nowMs();
      const before = await rules.get(scope, rule.id);
      const started = tests.start({
        rule,
        inForce: before?.rule.enabled ? before.rule : undefined,
        owner: (caller as Caller).person,
        estate: estateFor(parts, scope),
        query: store.query,
        limits,
        kept,
        span: { fromMs: toMs - days * DAY_MS, toMs },
        nowMs: toMs,
      });
      if (started) return started;
      throw tooMany('too_many_back_tests', 'as many back-tests as allowed run already');
    },
  );

  app.get(
    '/api/v1/back-tests/:id',
    {
      config: {
        permission: 'rules.write',
        summary: 'A back-test of one’s own, with what it has found so far.',
      },
      schema: { params: IdParams, response: { 200: BackTest } },
    },
    async ({ params, caller }) => {
      const test = tests.get(params.id, (caller as Caller).person);
      if (!test) throw notFound('back-test', params.id);
      return test;
    },
  );

  app.delete(
    '/api/v1/back-tests/:id',
    {
      config: { permission: 'rules.write', summary: 'Ends a back-test of one’s own and forgets it.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async ({ params, caller }, reply) => {
      if (!tests.remove(params.id, (caller as Caller).person)) throw notFound('back-test', params.id);
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/v1/rules/advice',
    {
      config: {
        permission: 'rules.write',
        summary: 'Proposes thresholds from stored history, with the reasoning and what they would have done.',
      },
      schema: { body: AdviceWish, response: { 200: Advice } },
    },
    async ({ body, scope }, reply) => {
      const { weeks } = body;
      const rule = body.rule ?? carrier(body.watch as Watch);
      await refuseForeign(scope, rule);
      if (advising >= ADVISED_AT_ONCE)
        throw tooMany('too_much_advice', 'as much advice as allowed is worked out already');
      const toMs = nowMs();
      const cancel = new AbortController();
      reply.raw.once('close', () => cancel.abort());
      advising++;
      try {
        return await advise(
          {
            rule,
            side: body.side ?? (rule.condition.kind === 'below' ? 'below' : 'above'),
            isPresent: body.rule !== undefined,
            zone: (await organisations.get(rule.organisation))?.zone ?? DEFAULT_ZONE,
          },
          {
            estate: estateFor(parts, scope),
            query: store.query,
            limits,
            kept,
            pace: makePace(() => performance.now(), ADVICE_TIMEOUT_MS, cancel.signal),
            span: { fromMs: toMs - weeks * 7 * DAY_MS, toMs },
            nowMs: toMs,
          },
        );
      } catch (error) {
        if (!(error instanceof GivenUpError)) throw error;
        throw new ApiError(
          422,
          'took_too_long',
          'there is more history than can be looked at in time; ask for fewer weeks or targets',
        );
      } finally {
        advising--;
      }
    },
  );

  /** What a rule would have watched is shown only to who may see it. */
  async function refuseForeign(scope: Scope, { organisation, watch }: Rule): Promise<void> {
    if (
      organisation !== EVERYWHERE &&
      !(inScope(scope, organisation) && (await organisations.get(organisation)))
    ) {
      throw invalid('rule.organisation', `there is no organisation ${organisation} that you may see`);
    }
    const hidden = watch.targets.find((target) => !registry.visible.see(scope, target));
    if (hidden !== undefined) throw invalid('rule.watch.targets', `there is no target ${hidden}`);
  }
}

function tooMany(code: string, message: string): ApiError {
  return new ApiError(429, code, message, {}, RETRY_AFTER_MS);
}

/** A rule that carries a question about what nothing watches yet. */
function carrier(watch: Watch): Rule {
  return Rule.parse({
    id: 'advice',
    name: { 'zh-CN': '-', en: '-' },
    reason: { 'zh-CN': '', en: '' },
    watch,
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  });
}

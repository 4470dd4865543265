import * as z from 'zod';
import { invalid, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { explainAlert } from '#collector/why/why.ts';
import { whyNot } from '#collector/why/why-not.ts';
import { METRIC_NAME } from '#protocol/metric.ts';
import { Why } from '#protocol/why.ts';
import { WhyNot } from '#protocol/why-not.ts';
import type { Parts } from './parts.ts';
import { Id, IdParams } from './shapes.ts';

const MINUTE_MS = 60_000;

const Wish = z
  .strictObject({
    target: Id,
    rule: Id.optional().describe('only this one; otherwise all rules for the metric'),
    metric: z
      .string()
      .regex(METRIC_NAME, 'not of the form subject.field')
      .optional()
      .describe('the one of the rule'),
    labels: z
      .record(z.string(), z.string())
      .default({})
      .describe('that the series must have; it may have others'),
    atMs: z.number().min(0),
    aroundMs: z
      .int()
      .min(MINUTE_MS)
      .max(24 * 60 * MINUTE_MS)
      .default(30 * MINUTE_MS)
      .describe('so long before and after it'),
  })
  .refine(({ rule, metric }) => rule !== undefined || metric !== undefined, {
    message: 'a `rule` or a `metric`',
  });

/** Why something fired, and why nothing did. */
export function whyRoutes(app: App, parts: Parts): void {
  const { alerts, rules, registry, nowMs } = parts;

  app.get(
    '/api/v1/alerts/:id/why',
    {
      config: {
        permission: 'alerts.read',
        summary:
          'Which values against which threshold, what was made of them, what held it back, who was told and who was not.',
      },
      schema: { params: IdParams, response: { 200: Why } },
    },
    async ({ params, scope }) => {
      const alert = await alerts.get(scope, params.id);
      if (!alert) throw notFound('alert', params.id);
      return explainAlert(alert, scope, parts);
    },
  );

  app.post(
    '/api/v1/why-not',
    {
      config: {
        permission: 'alerts.read',
        summary:
          'Why nobody was called at a time: for each rule step by step, up to the one that kept it from going on.',
      },
      schema: { body: Wish, response: { 200: WhyNot } },
    },
    async ({ body, scope }) => {
      const target = registry.visible.see(scope, body.target);
      if (!target) throw invalid('target', `there is no target ${body.target}`);
      const stored = body.rule === undefined ? undefined : await rules.get(scope, body.rule);
      if (body.rule !== undefined && !stored) throw invalid('rule', `there is no rule ${body.rule}`);
      const { atMs, aroundMs, labels } = body;
      const wish = {
        rule: stored && {
          rule: stored.rule,
          changedAtMs: 'changedAtMs' in stored ? Number(stored.changedAtMs) : null,
        },
        target: target.id,
        metric: body.metric ?? (stored as NonNullable<typeof stored>).rule.watch.metric,
        labels,
        fromMs: atMs - aroundMs,
        toMs: Math.min(nowMs(), atMs + aroundMs),
      };
      if (wish.fromMs >= wish.toMs) throw invalid('atMs', 'has yet to come');
      return whyNot(wish, target.organisation, scope, parts);
    },
  );
}

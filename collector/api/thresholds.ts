import * as z from 'zod';
import { forbidden, invalid, limitReached, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { type Caller, EVERYWHERE, FULL_SCOPE, inScope, type Scope } from '#collector/people/caller.ts';
import { mistakeIn } from '#collector/thresholds/check-threshold.ts';
import { resolveThreshold } from '#collector/thresholds/resolve-threshold.ts';
import { MAX_THRESHOLDS } from '#collector/thresholds/thresholds.ts';
import { understoodBy, VALUE_FIELDS } from '#collector/thresholds/with-values.ts';
import { Rule } from '#protocol/rule.ts';
import { THRESHOLD_LEVELS, Threshold, ThresholdLevel, ThresholdValues } from '#protocol/threshold.ts';
import type { Parts } from './parts.ts';
import { Id, labelsOf, NoContent, withLabels } from './shapes.ts';

const Entry = z.strictObject({ threshold: Threshold, changedBy: z.string(), changedAtMs: z.number() });

const Saying = z.strictObject({
  level: z.enum([...THRESHOLD_LEVELS, 'rule']).describe('`rule`: the rule itself, which stands last'),
  subject: z.string().describe('id of the target or the group'),
  name: z.string().describe('of the target, the group or the organisation'),
  values: ThresholdValues,
  reason: z.string(),
  standings: z
    .array(
      z.strictObject({
        field: z.enum(VALUE_FIELDS),
        standing: z.enum(['applies', 'more_specific', 'smaller_group', 'not_understood']),
      }),
    )
    .describe('whether each value applies, or what stands above it'),
});

const Effective = z.strictObject({
  rule: Rule.describe('as it judges the series'),
  understood: z.array(z.enum(VALUE_FIELDS)).describe('values that may be other ones for this rule'),
  values: ThresholdValues.describe('those that apply and are not the rule’s own'),
  sayings: z.array(Saying).describe('what each level says, most specific first'),
});

const Place = {
  rule: Id,
  level: ThresholdLevel,
  organisation: Id,
  subject: z.string().max(64).default(''),
};

/** Other thresholds than those of the rule: for a series, a target, a group or an organisation. */
export function thresholdRoutes(app: App, { registry, rules, thresholds, rulesChanged }: Parts): void {
  const { sql, audit, groups, organisations, visible } = registry;

  app.get(
    '/api/v1/thresholds',
    {
      config: { permission: 'rules.read', summary: 'Thresholds that were set beside those of the rules.' },
      schema: {
        querystring: z.strictObject({
          rule: Id.optional(),
          target: Id.optional(),
          group: Id.optional(),
          cursor: cursorOf(z.int().min(0)),
          limit,
        }),
        response: { 200: z.strictObject({ thresholds: z.array(Entry), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { rule, target, group, cursor: skip = 0, limit: size } = request.query;
      if (target !== undefined && group !== undefined)
        throw invalid('group', 'not together with target: a threshold is of one or the other');
      const filter = { rule, subject: target ?? group };
      const found = await thresholds.list(request.scope, filter, skip, size + 1);
      const { items, next } = toPage(found, size, () => skip + size);
      return { thresholds: items, next };
    },
  );

  app.get(
    '/api/v1/thresholds/effective',
    {
      config: {
        permission: 'rules.read',
        summary:
          'By which threshold a rule judges a series, what each level says, and why which one applies.',
      },
      schema: {
        querystring: withLabels({ rule: Id, target: Id }),
        response: { 200: Effective },
      },
    },
    async (request) => {
      const { rule: id, target: targetId } = request.query;
      const rule = await seeRule(request.scope, String(id));
      const target = visible.see(request.scope, String(targetId));
      if (!target) throw notFound('target', String(targetId));
      const { organisation } = target;
      const places = {
        organisation,
        target: target.id,
        labels: labelsOf(request.query),
        groups: groups.of(target.id).map((group) => ({ id: group, size: groups.members(group).size })),
      };
      const { rule: effective, values, sayings } = resolveThreshold(rule, places, await thresholds.all());
      const named = await organisations.get(organisation);
      return {
        rule: effective,
        understood: understoodBy(rule),
        values,
        sayings: sayings.map((saying) => ({
          ...saying,
          name: nameOf(saying.level, saying.subject, named?.name ?? organisation),
        })),
      };
    },
  );

  app.put(
    '/api/v1/thresholds',
    {
      config: {
        permission: 'rules.write',
        summary: 'Sets a threshold of a rule for one place; it counts from the next sample on.',
      },
      schema: { body: Threshold, response: { 200: Entry } },
    },
    async (request) => {
      const threshold = request.body;
      if (!inScope(request.scope, threshold.organisation))
        throw forbidden(`you may not change thresholds of the organisation ${threshold.organisation}`, {
          permission: 'rules.write',
        });
      await refuseUseless(threshold);
      const before = await thresholds.get(threshold);
      if (!before && (await thresholds.count()) >= MAX_THRESHOLDS)
        throw limitReached(
          'thresholds',
          { found: MAX_THRESHOLDS, allowed: MAX_THRESHOLDS },
          'set one for a group in place of many',
        );
      const after = await sql.transaction(async () => {
        const stored = await thresholds.put(threshold, (request.caller as Caller).name);
        await audit.write(request.actor, {
          action: 'threshold.change',
          object: `rule:${threshold.rule}`,
          organisation: threshold.organisation,
          before: before?.threshold,
          after: threshold,
        });
        return stored;
      });
      await rulesChanged();
      return after;
    },
  );

  app.delete(
    '/api/v1/thresholds',
    {
      config: { permission: 'rules.write', summary: 'Takes a threshold back: the next level counts again.' },
      schema: { querystring: withLabels(Place), response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { rule, level, organisation, subject } = z.object(Place).parse(request.query);
      const place = { rule, level, organisation, subject, labels: labelsOf(request.query) };
      const before = inScope(request.scope, organisation) ? await thresholds.get(place) : undefined;
      if (!before) throw notFound('threshold', `of ${rule} for ${level} ${subject || organisation}`);
      await sql.transaction(async () => {
        await thresholds.remove(place);
        await audit.write(request.actor, {
          action: 'threshold.remove',
          object: `rule:${rule}`,
          organisation,
          before: before.threshold,
        });
      });
      await rulesChanged();
      return reply.code(204).send(undefined);
    },
  );

  async function seeRule(scope: Scope, id: string): Promise<Rule> {
    const stored = await rules.get(scope, id);
    if (!stored) throw notFound('rule', id);
    return stored.rule;
  }

  /** What it names must be of its organisation, and what it says must mean something to the rule. */
  async function refuseUseless(threshold: Threshold): Promise<void> {
    const { organisation, level, subject } = threshold;
    if (!(await organisations.get(organisation)))
      throw invalid('organisation', `there is no organisation ${organisation}`);
    const rule = (await rules.get(FULL_SCOPE, threshold.rule))?.rule;
    if (!rule || (rule.organisation !== EVERYWHERE && rule.organisation !== organisation))
      throw invalid('rule', `there is no rule ${threshold.rule} in the organisation`);
    const mistake = mistakeIn(rule, threshold);
    if (mistake) {
      const { field, found, allowed } = mistake;
      throw invalid(field, `found ${JSON.stringify(found)}, allowed: ${allowed}`, { found, allowed });
    }
    const within: Scope = { everywhere: false, organisations: [organisation] };
    if (level === 'group' && !groups.get(within, subject))
      throw invalid('subject', `there is no group ${subject} in the organisation`);
    if ((level === 'target' || level === 'series') && !visible.see(within, subject))
      throw invalid('subject', `there is no target ${subject} in the organisation`);
  }

  function nameOf(level: z.input<typeof Saying>['level'], subject: string, organisation: string): string {
    if (level === 'organisation') return organisation;
    if (level === 'group') return groups.get(FULL_SCOPE, subject)?.name ?? subject;
    return registry.targets.get(subject)?.name ?? '';
  }
}

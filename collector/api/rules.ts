import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { conflict, forbidden, invalid, limitReached, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, PAGE_LIMIT, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import {
  type Caller,
  EVERYWHERE,
  FULL_SCOPE,
  inScope,
  isSeen,
  type Scope,
} from '#collector/people/caller.ts';
import { Rule, type RuleRevision } from '#protocol/rule.ts';
import type { Parts } from './parts.ts';
import { IdParams } from './shapes.ts';

/** Rules that there may be: each series is compared with those of its metric, and all are read at each change. */
export const MAX_RULES = 5_000;

const Entry = z.strictObject({
  rule: Rule,
  revision: z.number().describe('counts up over all rules together'),
  origin: z
    .enum(['default', 'changed', 'own'])
    .describe('as shipped, shipped and changed here, or made here'),
});

/** The rules. One that holds in all organisations is seen by everybody and changed by those who may everywhere. */
export function ruleRoutes(app: App, { registry, rules, shippedRules, rulesChanged, channels }: Parts): void {
  const { sql, audit, visible, organisations, groups } = registry;

  app.get(
    '/api/v1/rules',
    {
      config: { permission: 'rules.read', summary: 'All rules that hold in the caller’s organisations.' },
      schema: {
        querystring: z.strictObject({ cursor: cursorOf(z.string()), limit: limit.default(PAGE_LIMIT.max) }),
        response: { 200: z.strictObject({ rules: z.array(Entry), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor = '', limit: size } = request.query;
      const found = await rules.list(request.scope, cursor, size + 1);
      const { items, next } = toPage(found, size, ({ rule }) => rule.id);
      return { rules: items.map(toEntry), next };
    },
  );

  app.get(
    '/api/v1/rules/:id',
    {
      config: { permission: 'rules.read', summary: 'One rule.' },
      schema: { params: IdParams, response: { 200: Entry } },
    },
    async (request) => toEntry(await see(request.scope, request.params.id)),
  );

  app.put(
    '/api/v1/rules/:id',
    {
      config: {
        permission: 'rules.write',
        summary: 'Makes or changes a rule; it counts from the next sample on.',
      },
      schema: { params: IdParams, body: Rule, response: { 200: Entry } },
    },
    async (request) => {
      const rule = request.body;
      if (rule.id !== request.params.id)
        throw invalid('id', `must be ${request.params.id} as in the address`);
      const before = await rules.get(FULL_SCOPE, rule.id);
      if (before && !isSeen(request.scope, before.rule)) {
        throw conflict('id_taken', `another organisation has a rule ${rule.id}; choose another id`);
      }
      if (before) refuseUnlessWritable(request.scope, before.rule);
      refuseUnlessWritable(request.scope, rule);
      if (!before && (await rules.count()) >= MAX_RULES)
        throw limitReached('rules', { found: MAX_RULES, allowed: MAX_RULES });
      await refuseUnknownNames(rule);
      const after = await sql.transaction(async () => {
        const stored = await rules.put(rule, (request.caller as Caller).name);
        await audit.write(request.actor, {
          action: before ? 'rule.change' : 'rule.create',
          object: `rule:${rule.id}`,
          organisation: rule.organisation,
          before: before?.rule,
          after: stored.rule,
        });
        return stored;
      });
      await rulesChanged();
      return toEntry(after);
    },
  );

  app.delete(
    '/api/v1/rules/:id',
    {
      config: {
        permission: 'rules.write',
        summary: 'Removes a rule; a shipped one that was changed becomes again what it was.',
      },
      schema: {
        params: IdParams,
        response: { 200: z.strictObject({ rule: Entry.nullable().describe('what is there now') }) },
      },
    },
    async (request) => {
      const { rule } = await see(request.scope, request.params.id);
      refuseUnlessWritable(request.scope, rule);
      const { name } = request.caller as Caller;
      const shipped = shippedRules.find((each) => each.id === rule.id);
      const restored = shipped && !isSame(shipped, rule) ? shipped : undefined;
      await sql.transaction(async () => {
        if (restored) await rules.put(restored, name);
        else await rules.remove(rule.id, name);
        await audit.write(request.actor, {
          action: restored ? 'rule.restore' : 'rule.remove',
          object: `rule:${rule.id}`,
          organisation: rule.organisation,
          before: rule,
          after: restored,
        });
      });
      await rulesChanged();
      const now = restored && (await rules.get(FULL_SCOPE, rule.id));
      return { rule: now ? toEntry(now) : null };
    },
  );

  /** `default` is judged by what it says, so that going back by hand counts too. */
  function toEntry({ rule, revision }: RuleRevision): z.input<typeof Entry> {
    const shipped = shippedRules.find((each) => each.id === rule.id);
    const origin = !shipped ? 'own' : isSame(shipped, rule) ? 'default' : 'changed';
    return { rule, revision, origin };
  }

  async function see(scope: Scope, id: string): Promise<RuleRevision> {
    const stored = await rules.get(scope, id);
    if (!stored) throw notFound('rule', id);
    return stored;
  }

  /** Targets, groups and channels of a rule are of its organisation, so that nobody watches or calls those of another. */
  async function refuseUnknownNames(rule: Rule): Promise<void> {
    const { organisation } = rule;
    if (organisation !== EVERYWHERE && !(await organisations.get(organisation))) {
      throw invalid('organisation', `there is no organisation ${organisation}`);
    }
    const within: Scope = {
      everywhere: organisation === EVERYWHERE,
      organisations: organisation === EVERYWHERE ? [] : [organisation],
    };
    const target = rule.watch.targets.find((id) => !visible.see(within, id));
    if (target !== undefined)
      throw invalid('watch.targets', `there is no target ${target} in the organisation`);
    const group = rule.watch.groups.find((id) => !groups.get(within, id));
    if (group !== undefined) throw invalid('watch.groups', `there is no group ${group} in the organisation`);
    for (const name of rule.tell) {
      if (await channels.get(within, name)) continue;
      throw invalid('tell', `there is no channel ${name} in the organisation`);
    }
  }
}

function isSame(a: Rule, b: Rule): boolean {
  return isDeepStrictEqual(a, b);
}

function refuseUnlessWritable(scope: Scope, rule: Rule): void {
  if (inScope(scope, rule.organisation)) return;
  throw forbidden(
    rule.organisation === EVERYWHERE
      ? 'a rule of all organisations is changed by somebody who may do so everywhere'
      : `you may not change rules of the organisation ${rule.organisation}`,
    { permission: 'rules.write' },
  );
}

import { z } from 'zod';
import { conflict, forbidden, invalid, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { EVERYWHERE, inScope, type Scope } from '#collector/people/caller.ts';
import { Rule } from '#protocol/rule.ts';
import type { Parts, RuleEntry } from './parts.ts';
import { IdParams } from './shapes.ts';

const Entry = z.strictObject({
  rule: Rule,
  revision: z.number().describe('counts up over all rules together'),
  origin: z
    .enum(['default', 'changed', 'own'])
    .describe('as shipped, shipped and changed here, or made here'),
});

/** The rules. One that holds in all organisations is seen by everybody and changed by those who may everywhere. */
export function ruleRoutes(app: App, { registry, rules, channels }: Parts): void {
  const { audit, visible, organisations } = registry;

  app.get(
    '/api/v1/rules',
    {
      config: { permission: 'rules.read', summary: 'All rules that hold in the caller’s organisations.' },
      schema: { response: { 200: z.strictObject({ rules: z.array(Entry) }) } },
    },
    async (request) => ({
      rules: (await rules.list()).filter(({ rule }) => isSeen(request.scope, rule.organisation)),
    }),
  );

  app.get(
    '/api/v1/rules/:id',
    {
      config: { permission: 'rules.read', summary: 'One rule.' },
      schema: { params: IdParams, response: { 200: Entry } },
    },
    async (request) => see(request.scope, request.params.id),
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
      const before = await rules.get(rule.id);
      if (before && !isSeen(request.scope, before.rule.organisation)) {
        throw conflict('id_taken', `another organisation has a rule ${rule.id}; choose another id`);
      }
      if (before) refuseUnlessWritable(request.scope, before.rule);
      refuseUnlessWritable(request.scope, rule);
      await refuseUnknownNames(rule);
      const after = await rules.put(rule);
      await audit.write(request.actor, {
        action: before ? 'rule.change' : 'rule.create',
        object: `rule:${rule.id}`,
        organisation: toAudit(rule),
        before: before?.rule,
        after: after.rule,
      });
      return after;
    },
  );

  app.delete(
    '/api/v1/rules/:id',
    {
      config: {
        permission: 'rules.write',
        summary: 'Removes a rule; a shipped one becomes again what it was.',
      },
      schema: {
        params: IdParams,
        response: { 200: z.strictObject({ rule: Entry.nullable().describe('what is there now') }) },
      },
    },
    async (request) => {
      const before = await see(request.scope, request.params.id);
      refuseUnlessWritable(request.scope, before.rule);
      const after = await rules.remove(before.rule.id);
      await audit.write(request.actor, {
        action: after ? 'rule.restore' : 'rule.remove',
        object: `rule:${before.rule.id}`,
        organisation: toAudit(before.rule),
        before: before.rule,
        after: after?.rule,
      });
      return { rule: after ?? null };
    },
  );

  async function see(scope: Scope, id: string): Promise<RuleEntry> {
    const entry = await rules.get(id);
    if (!entry || !isSeen(scope, entry.rule.organisation)) throw notFound('rule', id);
    return entry;
  }

  /** Targets and channels of a rule are of its organisation, so that nobody watches or calls those of another. */
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
    for (const name of rule.tell) {
      const channel = await channels.get(name);
      if (channel && inScope(within, channel.organisation)) continue;
      if (channel?.organisation === EVERYWHERE) continue;
      throw invalid('tell', `there is no channel ${name} in the organisation`);
    }
  }
}

function isSeen(scope: Scope, organisation: string): boolean {
  return organisation === EVERYWHERE || inScope(scope, organisation);
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

function toAudit(rule: Rule): string | null {
  return rule.organisation === EVERYWHERE ? null : rule.organisation;
}

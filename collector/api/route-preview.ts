import * as z from 'zod';
import { notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { FULL_SCOPE, inScope } from '#collector/people/caller.ts';
import { type Alert, type AlertEvent, UNTOUCHED } from '#protocol/alert.ts';
import { Severity } from '#protocol/rule.ts';
import type { Parts } from './parts.ts';
import { Id } from './shapes.ts';

const Example = z.strictObject({
  rule: Id,
  target: Id.describe('id of a target, or of a group for a rule that watches one'),
  severity: Severity.optional().describe('default: that of the rule'),
  labels: z.record(z.string(), z.string()).default({}),
  atMs: z.number().optional().describe('default: now'),
});
const Somebody = {
  channel: z.string(),
  recipient: z.string().describe('id of the contact; empty: whom the channel itself names'),
  name: z.string().describe('of the contact'),
};
const Preview = z.strictObject({
  organisation: z.string(),
  routes: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        verdict: z.enum(['decides', 'goes_on', 'disabled', 'no_match', 'off_hours', 'not_reached']),
      }),
    )
    .describe('in the order in which they are read'),
  byRoutes: z.boolean().describe('false: no route counts, so the rule and the default channels decide'),
  overridden: z.boolean().describe('critical, so that hours of routes do not count'),
  told: z.array(z.strictObject(Somebody)),
  notTold: z.array(
    z.strictObject({ ...Somebody, code: z.string(), params: z.record(z.string(), z.string()) }),
  ),
  heldUntilMs: z.number().nullable().describe('told then, if it still fires; null: at once'),
});

/** Who would be told of an alert, who not, and why. */
export function routePreviewRoutes(app: App, { registry, rules, channels, routing, nowMs }: Parts): void {
  const { contactBook: book, targets, groups } = registry;

  app.post(
    '/api/v1/routes/preview',
    {
      config: { permission: 'contacts.read', summary: 'Who would be told of an example alert, and who not.' },
      schema: { body: Example, response: { 200: Preview } },
    },
    async (request) => {
      const { rule: ruleId, target, severity, labels, atMs = nowMs() } = request.body;
      const organisation = targets.get(target)?.organisation ?? groups.get(FULL_SCOPE, target)?.organisation;
      if (organisation === undefined || !inScope(request.scope, organisation))
        throw notFound('target', target);
      const known = await rules.get(request.scope, ruleId);
      if (!known) throw notFound('rule', ruleId);
      const { rule, revision } = known;
      const event = exampleOf(
        {
          rule: rule.id,
          ruleRevision: revision,
          organisation,
          target,
          metric: rule.watch.metric,
          labels,
          severity: severity ?? rule.severity,
        },
        atMs,
      );
      const usable = (await channels.list(FULL_SCOPE)).filter(({ enabled }) => enabled);
      const { destinations, notTold, heldUntilMs } = routing.routes(event, {
        tell: rule.tell,
        channels: usable,
        nowMs: atMs,
      });
      const { chosen, overridden, verdicts } = routing.choose(event.alert, atMs);
      return {
        organisation,
        routes: verdicts.map(({ route, verdict }) => ({
          id: route,
          name: book.routes.get(route)?.entry.name ?? route,
          verdict,
        })),
        byRoutes: chosen.length > 0 || heldUntilMs !== null,
        overridden,
        told: destinations.map((each) => ({ ...each, name: nameOf(each.recipient) })),
        notTold: notTold.map((each) => ({ ...each, name: nameOf(each.recipient) })),
        heldUntilMs,
      };
    },
  );

  function nameOf(recipient: string): string {
    return book.contacts.get(recipient)?.entry.name ?? '';
  }
}

type Named = Pick<
  Alert,
  'rule' | 'ruleRevision' | 'organisation' | 'target' | 'metric' | 'labels' | 'severity'
>;

/** A firing as routing sees it. */
function exampleOf(named: Named, atMs: number): AlertEvent {
  const alert: Alert = {
    id: '',
    ...named,
    state: 'firing',
    beganAtMs: atMs,
    firedAtMs: atMs,
    value: null,
    threshold: null,
    ...UNTOUCHED,
  };
  return {
    id: '',
    kind: 'fired',
    atMs,
    position: 0,
    late: false,
    by: null,
    comment: '',
    from: null,
    alert,
  };
}

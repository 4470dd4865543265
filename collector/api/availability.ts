import * as z from 'zod';
import { ApiError, invalid, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { knownGaps } from '#collector/jobs/watch-gaps.ts';
import { outageReader } from '#collector/silences/outages.ts';
import { breathe } from '#collector/threads/breathe.ts';
import { availability, type TimeSpan, together } from '#judging/availability.ts';
import type { Parts } from './parts.ts';
import { IdParams } from './shapes.ts';

const LONGEST_MS = 400 * 86_400_000;
const MOST_MEMBERS = 2_000;
const MOST_SHOWN = 500;

const Asked = z.strictObject({
  from: z.coerce.number().describe('UTC ms'),
  to: z.coerce.number().describe('UTC ms, at most 400 days later; what has not come yet is left out'),
});
const Span = z.strictObject({ fromMs: z.number(), toMs: z.number() });
const Sums = Span.extend({
  upMs: z.number(),
  downMs: z.number(),
  maintenanceMs: z.number().describe('down while planned work was going on'),
  unknownMs: z
    .number()
    .describe('the collector did not listen, another trouble hid it, or it was not there yet'),
  share: z.number().nullable().describe('up / (up + down); null where nothing is known'),
});
const OfTarget = Sums.extend({
  down: z.array(Span).describe('without what was planned or unknown; the newest 500'),
  outages: z
    .array(Span.extend({ alert: z.string(), rule: z.string() }))
    .describe('the alerts that told of them, whole; the newest 500'),
});
const OfGroup = Sums.extend({
  targets: z.array(Sums.extend({ target: z.string() })).describe('the least available first'),
});

/** How long something was up: planned work is no downtime, and what nobody saw is neither. */
export function availabilityRoutes(app: App, { registry, silences, rules, nowMs }: Parts): void {
  const { sql, visible, targets, groups } = registry;

  app.get(
    '/api/v1/targets/:id/availability',
    {
      config: {
        permission: 'alerts.read',
        summary: 'How long a target was up, down, down by plan, and not known.',
      },
      schema: { params: IdParams, querystring: Asked, response: { 200: OfTarget } },
    },
    async (request) => {
      const target = visible.see(request.scope, request.params.id);
      if (!target) throw notFound('target', request.params.id);
      const span = spanOf(request.query);
      const measure = await measureIn(target.organisation, span);
      const { outages, ...found } = await measure(target.id);
      return {
        ...found,
        down: found.down.slice(-MOST_SHOWN),
        outages: outages
          .slice(0, MOST_SHOWN)
          .map(({ alert, rule, fromMs, toMs }) => ({ alert, rule, fromMs, toMs })),
      };
    },
  );

  app.get(
    '/api/v1/groups/:id/availability',
    {
      config: { permission: 'alerts.read', summary: 'The same for the targets that a group has now, added.' },
      schema: { params: IdParams, querystring: Asked, response: { 200: OfGroup } },
    },
    async (request) => {
      const group = groups.get(request.scope, request.params.id);
      if (!group) throw notFound('group', request.params.id);
      const members = [...groups.members(group.id)];
      if (members.length > MOST_MEMBERS) {
        const message = `the group has ${members.length} targets; ${MOST_MEMBERS} at most are measured together`;
        throw new ApiError(422, 'too_many_targets', message, {
          found: members.length,
          allowed: MOST_MEMBERS,
        });
      }
      const span = spanOf(request.query);
      const measure = await measureIn(group.organisation, span);
      const each = [];
      for (const [index, target] of members.entries()) {
        if (index % 50 === 49) await breathe();
        const { outages, down, ...sums } = await measure(target);
        each.push({ target, ...sums, down });
      }
      return {
        ...together(span, each),
        targets: each
          .map(({ down, ...sums }) => sums)
          .sort((one, other) => (one.share ?? 2) - (other.share ?? 2)),
      };
    },
  );

  async function measureIn(organisation: string, span: TimeSpan) {
    const read = await outageReader({ sql, silences, rules }, organisation, span, nowMs());
    const gaps = await knownGaps(sql);
    return async (target: string) => {
      const outages = await read(target);
      const createdAtMs = targets.get(target)?.createdAtMs ?? span.fromMs;
      const deaf = [...gaps, { fromMs: Number.NEGATIVE_INFINITY, toMs: createdAtMs }];
      return { ...availability(span, outages, deaf), outages };
    };
  }

  function spanOf({ from, to }: z.output<typeof Asked>): TimeSpan {
    if (!(from < to && to - from <= LONGEST_MS))
      throw invalid('to', 'later than `from`, by 400 days at most');
    if (from >= nowMs()) throw invalid('from', 'must be in the past');
    return { fromMs: from, toMs: Math.min(to, nowMs()) };
  }
}

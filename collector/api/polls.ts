import * as z from 'zod';
import { ApiError, conflict, invalid, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Target } from '#collector/inventory/targets.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { Asked } from '#collector/polling/ask.ts';
import { catalogue } from '#collector/polling/catalogue.ts';
import { zoneOf } from '#collector/polling/distribute.ts';
import { POLLS_PER_TARGET } from '#collector/polling/polls.ts';
import { whyNoAgent } from '#collector/polling/zones.ts';
import { ProbeCatalogue } from '#protocol/probe-catalogue.ts';
import { Checked } from '#protocol/session.ts';
import type { Parts } from './parts.ts';
import { checkPoll, PollInput, PollShape, ProbeName } from './poll-shapes.ts';
import { pollsShown } from './polls-shown.ts';
import { Id, IdParams, NoContent } from './shapes.ts';

export const AskedShape = Checked.omit({ type: true, id: true }).extend({
  agent: z.string().describe('the agent that asked'),
});
export type AskedAnswer = z.infer<typeof AskedShape>;
const Params = z.strictObject({ id: Id, probe: ProbeName });

export const ASK_TIMEOUT = z.int().min(1_000).max(60_000).default(30_000);

/** How targets are asked over the network, and how that goes. */
export function pollRoutes(app: App, parts: Parts): void {
  const { registry, polling } = parts;
  const { sql, polls, credentials, visible, audit } = registry;
  const shown = pollsShown(parts);

  app.get(
    '/api/v1/targets/:id/polls',
    {
      config: { permission: 'targets.read', summary: 'How a target is asked, and how that went last.' },
      schema: {
        params: IdParams,
        response: { 200: z.strictObject({ polls: z.array(PollShape) }) },
      },
    },
    async (request) => {
      const { id } = see(request.scope, request.params.id);
      return { polls: (await shown([id])).get(id) ?? [] };
    },
  );

  app.get(
    '/api/v1/probes',
    {
      config: {
        permission: 'targets.read',
        summary: 'What can be asked of targets: each probe with its settings and what opens it.',
      },
      schema: { response: { 200: z.strictObject({ probes: ProbeCatalogue }) } },
    },
    async () => ({ probes: [...catalogue] }),
  );

  app.put(
    '/api/v1/targets/:id/polls/:probe',
    {
      config: {
        permission: 'targets.write',
        summary: 'Has a target asked by a probe; begins within one interval, without a restart of anything.',
      },
      schema: { params: Params, body: PollInput, response: { 200: PollShape } },
    },
    async (request) => {
      const target = see(request.scope, request.params.id);
      const { probe } = request.params;
      if (target.address === '')
        throw conflict('no_address', 'the target has no address to ask at: give it one');
      await checkPoll(credentials, target.organisation, probe, request.body);
      const others = ((await polls.of([target.id])).get(target.id) ?? []).filter(
        (poll) => poll.probe !== probe,
      );
      if (others.length >= POLLS_PER_TARGET)
        throw invalid('probe', `${POLLS_PER_TARGET} probes may ask one target`);
      await sql.transaction(() => polls.put(request.actor, target, probe, request.body));
      polls.changed();
      const all = (await shown([target.id])).get(target.id) ?? [];
      return all.find((poll) => poll.probe === probe) as PollShape;
    },
  );

  app.delete(
    '/api/v1/targets/:id/polls/:probe',
    {
      config: { permission: 'targets.write', summary: 'No longer asks a target by this probe.' },
      schema: { params: Params, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const target = see(request.scope, request.params.id);
      const { probe } = request.params;
      const isRemoved = await sql.transaction(() => polls.remove(request.actor, target, probe));
      if (!isRemoved) throw notFound('poll', probe);
      polls.changed();
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/v1/targets/:id/check',
    {
      config: {
        permission: 'targets.write',
        summary: 'Asks a target now as it is asked anyway, and answers everything with its reasons.',
      },
      schema: {
        params: IdParams,
        body: z.strictObject({ probe: ProbeName, timeoutMs: ASK_TIMEOUT }),
        response: { 200: AskedShape },
      },
    },
    async (request) => {
      const target = see(request.scope, request.params.id);
      const { probe, timeoutMs } = request.body;
      const poll = (await polls.of([target.id])).get(target.id)?.find((each) => each.probe === probe);
      if (!poll) throw notFound('poll', probe);
      const asked = await polling.asking.check(target, poll, timeoutMs);
      const answer = toAnswer(asked, target.zone);
      await audit.write(request.actor, {
        action: 'target.check',
        object: `target:${target.id}`,
        organisation: target.organisation,
        after: { probe, agent: answer.agent, ok: answer.ok },
      });
      return answer;
    },
  );

  function see(scope: Scope, id: string): Target {
    const target = visible.see(scope, id);
    if (!target) throw notFound('target', id);
    return target;
  }
}

/** What came of asking, or why nobody could be asked. */
export function toAnswer(asked: Asked, zone: string): AskedAnswer {
  if (asked === 'no_answer')
    throw new ApiError(504, 'no_answer', 'the agent did not come back in time; try again');
  if (typeof asked === 'string')
    throw conflict(asked, whyNoAgent(asked, zoneOf(zone)), { zone: zoneOf(zone) });
  const { type: _type, id: _id, ...checked } = asked.checked;
  return { ...checked, agent: asked.agent };
}

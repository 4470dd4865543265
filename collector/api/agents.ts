import * as z from 'zod';
import { conflict, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import type { Agent } from '#collector/inventory/agents.ts';
import type { Assigned } from '#collector/inventory/assignments.ts';
import { type Caller, inScope, type Scope } from '#collector/people/caller.ts';
import { Checked } from '#protocol/session.ts';
import type { AgentStatus, Parts } from './parts.ts';
import { AllowedZone, Id, IdParams, NoContent } from './shapes.ts';

const AgentShape = z.strictObject({
  id: z.string(),
  organisation: z.string(),
  target: z.string().describe('the machine on which it runs'),
  name: z.string().describe('of the target'),
  hostname: z.string(),
  enrolledAtMs: z.number(),
  enrolledFrom: z.string(),
  withdrawnAtMs: z.number().nullable().describe('since then its key opens nothing'),
  connected: z.boolean(),
  version: z.string().nullable(),
  lastFrameAtMs: z.number().nullable(),
  skewMs: z.number().nullable().describe('its clock minus ours'),
  missingFrames: z.number().describe('frames of the gap ledger that are missing now'),
  gaps: z.array(
    z.strictObject({ epoch: z.string(), from: z.number(), to: z.number(), sinceMs: z.number().nullable() }),
  ),
  cloned: z.boolean().describe('two machines seem to use its key'),
  zone: z.string().nullable().describe('the network zone whose targets it wants to ask, by its own file'),
  allowedZone: z
    .string()
    .nullable()
    .describe('the zone whose targets it may be given, secrets included; `*` any, null none'),
  polledTargets: z.number().describe('targets that it asks now'),
});

/** Probe name → settings; `false` turns a probe off. */
const Probes = z.record(z.string().min(1).max(64), z.unknown());
const AssignmentShape = z.strictObject({
  revision: z.number().describe('counts up with each change; 0: nothing was ever assigned'),
  probes: Probes,
});

const SILENT: AgentStatus = {
  connected: false,
  version: null,
  lastFrameAtMs: null,
  skewMs: null,
  missingFrames: 0,
  gaps: [],
  cloned: false,
};

/** Agents: how they are doing, one-shot checks, withdrawal of their keys. */
export function agentRoutes(app: App, { registry, intake, polling }: Parts): void {
  const { sql, agents, assignments, targets, audit } = registry;

  app.get(
    '/api/v1/agents',
    {
      config: { permission: 'agents.read', summary: 'Agents with last frame, gaps and clock skew.' },
      schema: {
        querystring: z.strictObject({
          target: Id.optional().describe('those that run on this target and whose key still opens'),
          cursor: cursorOf(z.string()),
          limit,
        }),
        response: { 200: z.strictObject({ agents: z.array(AgentShape), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { target, cursor = '', limit: size } = request.query;
      if (target !== undefined) {
        const own = await agents.ofTarget(target);
        const seen = own.filter(({ organisation }) => inScope(request.scope, organisation));
        return { agents: seen.map(withStatus), next: null };
      }
      const found = await agents.list(request.scope, cursor, size + 1);
      const { items, next } = toPage(found, size, ({ id }) => id);
      return { agents: items.map(withStatus), next };
    },
  );

  app.get(
    '/api/v1/agents/:id',
    {
      config: { permission: 'agents.read', summary: 'One agent.' },
      schema: { params: IdParams, response: { 200: AgentShape } },
    },
    async (request) => withStatus(await see(request.scope, request.params.id)),
  );

  app.delete(
    '/api/v1/agents/:id/key',
    {
      config: { permission: 'agents.write', summary: 'Withdraws its key and closes its connection.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const agent = await see(request.scope, request.params.id);
      if (agent.withdrawnAtMs === null) await agents.withdraw(request.actor, agent);
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/v1/agents/:id/check',
    {
      config: { permission: 'targets.write', summary: 'Runs one probe once, now, and answers what it read.' },
      schema: {
        params: IdParams,
        body: z.strictObject({
          probe: z.string().min(1).max(64),
          timeoutMs: z.int().min(100).max(60_000).default(10_000),
        }),
        response: { 200: Checked.omit({ type: true, id: true }) },
      },
    },
    async (request) => {
      const agent = await see(request.scope, request.params.id);
      const { probe, timeoutMs } = request.body;
      const checked = await intake.check(agent.id, probe, timeoutMs);
      if (!checked) throw conflict('not_connected', 'the agent is not connected; try again when it is');
      await audit.write(request.actor, {
        action: 'agent.check',
        object: `agent:${agent.id}`,
        organisation: agent.organisation,
        after: { probe, ok: checked.ok },
      });
      const { type: _type, id: _id, ...answer } = checked;
      return answer;
    },
  );

  app.put(
    '/api/v1/agents/:id/zone',
    {
      config: {
        permission: 'agents.write',
        summary: 'Says whose targets an agent may be given, with the secrets that open them.',
      },
      schema: {
        params: IdParams,
        body: z.strictObject({ allowed: AllowedZone }),
        response: { 200: AgentShape },
      },
    },
    async (request) => {
      const agent = await see(request.scope, request.params.id);
      await agents.allowZone(request.actor, agent, request.body.allowed);
      await polling.handDown(agent.id);
      return withStatus(await see(request.scope, agent.id));
    },
  );

  app.get(
    '/api/v1/agents/:id/assignment',
    {
      config: { permission: 'agents.read', summary: 'What the collector hands down to the agent.' },
      schema: { params: IdParams, response: { 200: AssignmentShape } },
    },
    async (request) => {
      const agent = await see(request.scope, request.params.id);
      return (await assignments.get(agent.id)) ?? { revision: 0, probes: {} };
    },
  );

  app.put(
    '/api/v1/agents/:id/assignment',
    {
      config: {
        permission: 'agents.write',
        summary: 'Settings of probes, laid over the agent’s own file within the bounds that the file gives.',
      },
      schema: {
        params: IdParams,
        body: z.strictObject({ probes: Probes }),
        response: { 200: AssignmentShape.extend({ delivered: z.boolean() }) },
      },
    },
    async (request) => {
      const agent = await see(request.scope, request.params.id);
      const { probes } = request.body;
      const assigned = await sql.transaction(async () => {
        const before = await assignments.get(agent.id);
        const after = await assignments.put(
          agent.id,
          probes as Assigned['probes'],
          (request.caller as Caller).name,
        );
        await audit.write(request.actor, {
          action: 'agent.assign',
          object: `agent:${agent.id}`,
          organisation: agent.organisation,
          before,
          after,
        });
        return after;
      });
      return { ...assigned, delivered: await polling.handDown(agent.id) };
    },
  );

  function withStatus(agent: Agent): z.infer<typeof AgentShape> {
    const { sealingKey: _key, ...shown } = agent;
    const name = targets.get(agent.target)?.name ?? agent.hostname;
    const polledTargets = polling.plan().shares.get(agent.id)?.length ?? 0;
    return { ...shown, name, polledTargets, ...(intake.status(agent.id) ?? SILENT) };
  }

  async function see(scope: Scope, id: string): Promise<Agent> {
    const agent = await agents.get(id);
    if (!agent || !inScope(scope, agent.organisation)) throw notFound('agent', id);
    return agent;
  }
}

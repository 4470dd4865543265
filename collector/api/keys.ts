import * as z from 'zod';
import { ApiError, invalid, notFound } from '#collector/http/api-error.ts';
import { cursorOf, limit, toPage } from '#collector/http/paging.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import type { EnrolFault } from '#collector/people/enrolment.ts';
import { tokenKind } from '#collector/people/tokens.ts';
import { EnrolRequest, EnrolResponse } from '#protocol/session.ts';
import type { Parts } from './parts.ts';
import { AllowedZone, Id, IdParams, line, NoContent } from './shapes.ts';

const DAY_MS = 86_400_000;

const EnrolToken = z.strictObject({
  id: z.string(),
  organisation: z.string(),
  comment: z.string(),
  createdBy: z.string(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  usedAtMs: z.number().nullable(),
  usedByAgent: z.string().nullable(),
  zone: AllowedZone,
});
const PushKey = z.strictObject({
  id: z.string(),
  organisation: z.string(),
  name: z.string(),
  createdBy: z.string(),
  createdAtMs: z.number(),
  withdrawnAtMs: z.number().nullable(),
});
const List = z.strictObject({ cursor: cursorOf(z.string()), limit });

const FAULTS: Record<EnrolFault, string> = {
  unknown_token: 'the token is unknown: make one on the page Agents',
  used_token: 'the token was used already: each is for one agent, make another one',
  expired_token: 'the token has expired: make another one',
};

/** One-time tokens for agents, and keys for programs that push. Secrets are answered once, where they are made. */
export function keyRoutes(app: App, { registry }: Parts): void {
  const { enrolment, pushKeys, organisations } = registry;

  app.post(
    '/api/v1/enrol',
    {
      config: {
        permission: 'public',
        summary: 'An agent exchanges its one-time token for a key of its own.',
      },
      schema: { body: EnrolRequest, response: { 200: EnrolResponse } },
    },
    async (request) => {
      const result = await enrolment.enrol(request.body, request.ip);
      if (typeof result !== 'string') return result;
      const kind = tokenKind(request.body.token);
      const hint = kind !== undefined && kind !== 'enrol' ? ` (this one begins like a key for: ${kind})` : '';
      throw new ApiError(403, result, FAULTS[result] + hint);
    },
  );

  app.get(
    '/api/v1/enrol-tokens',
    {
      config: { permission: 'agents.write', summary: 'One-time tokens, used and unused.' },
      schema: {
        querystring: List,
        response: { 200: z.strictObject({ tokens: z.array(EnrolToken), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor = '', limit: size } = request.query;
      const found = await enrolment.listTokens(request.scope, cursor, size + 1);
      const { items, next } = toPage(found, size, ({ id }) => id);
      return { tokens: items, next };
    },
  );

  app.post(
    '/api/v1/enrol-tokens',
    {
      config: { permission: 'agents.write', summary: 'Makes a one-time token; it is told this once.' },
      schema: {
        body: z
          .strictObject({
            organisation: Id.optional(),
            comment: line(200).default(''),
            zone: AllowedZone.default(null),
            lifetimeMs: z
              .int()
              .min(60_000)
              .max(90 * DAY_MS)
              .default(DAY_MS),
          })
          .prefault({}),
        response: { 201: EnrolToken.extend({ token: z.string() }) },
      },
    },
    async (request, reply) => {
      const { comment, lifetimeMs, zone } = request.body;
      const organisation = await choose(request.scope, request.body.organisation);
      const { token, details } = await enrolment.makeToken(request.actor, {
        organisation,
        comment,
        lifetimeMs,
        zone,
      });
      return reply.code(201).send({ ...details, token });
    },
  );

  app.delete(
    '/api/v1/enrol-tokens/:id',
    {
      config: {
        permission: 'agents.write',
        summary: 'Removes a token; an agent that used it keeps its key.',
      },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const token = await enrolment.getToken(request.params.id);
      if (!token || !inScope(request.scope, token.organisation)) throw notFound('token', request.params.id);
      await enrolment.removeToken(request.actor, token);
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/v1/keys',
    {
      config: { permission: 'agents.write', summary: 'Keys of programs that push line protocol.' },
      schema: {
        querystring: List,
        response: { 200: z.strictObject({ keys: z.array(PushKey), next: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { cursor = '', limit: size } = request.query;
      const found = await pushKeys.list(request.scope, cursor, size + 1);
      const { items, next } = toPage(found, size, ({ id }) => id);
      return { keys: items, next };
    },
  );

  app.post(
    '/api/v1/keys',
    {
      config: { permission: 'agents.write', summary: 'Makes a push key; it is told this once.' },
      schema: {
        body: z.strictObject({ organisation: Id.optional(), name: line(100).min(1) }),
        response: { 201: PushKey.extend({ key: z.string() }) },
      },
    },
    async (request, reply) => {
      const organisation = await choose(request.scope, request.body.organisation);
      const { key, details } = await pushKeys.make(request.actor, { organisation, name: request.body.name });
      return reply.code(201).send({ ...details, key });
    },
  );

  app.delete(
    '/api/v1/keys/:id',
    {
      config: { permission: 'agents.write', summary: 'Withdraws a push key.' },
      schema: { params: IdParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const key = await pushKeys.get(request.params.id);
      if (!key || !inScope(request.scope, key.organisation)) throw notFound('key', request.params.id);
      if (key.withdrawnAtMs === null) await pushKeys.withdraw(request.actor, key);
      return reply.code(204).send();
    },
  );

  async function choose(scope: Scope, wanted: string | undefined): Promise<string> {
    const organisation = await organisations.choose(scope, wanted);
    if (organisation === undefined) throw invalid('organisation', 'not one in which you may do this');
    return organisation;
  }
}

import { z } from 'zod';
import { conflict, forbidden, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { EVERYWHERE, inScope, type Scope } from '#collector/people/caller.ts';
import type { ChannelEntry, Parts } from './parts.ts';
import { Id, NoContent } from './shapes.ts';

const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes, at most 64');
const NameParams = z.strictObject({ name: Name });
const fields = {
  kind: z.string().min(1).max(64),
  organisation: z.union([z.literal(EVERYWHERE), Id]).describe('`*`: usable in all organisations'),
  enabled: z.boolean(),
  isDefault: z.boolean().describe('told when a rule names no channel'),
  config: z
    .record(z.string(), z.unknown())
    .describe('without its secrets in answers; one left out stays as it is'),
};
const Channel = z.strictObject({ name: Name, ...fields });
const Wanted = z.strictObject({
  ...fields,
  name: Name.optional(),
  organisation: fields.organisation.default(EVERYWHERE),
  enabled: fields.enabled.default(true),
  isDefault: fields.isDefault.default(false),
});
const Told = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('delivered') }),
  z.strictObject({ state: z.literal('failed'), retryable: z.boolean(), reason: z.string() }),
]);

/** Ways to tell somebody. */
export function channelRoutes(app: App, { registry, channels }: Parts): void {
  const { audit } = registry;

  app.get(
    '/api/v1/channels',
    {
      config: { permission: 'channels.read', summary: 'Channels, without their secrets.' },
      schema: { response: { 200: z.strictObject({ channels: z.array(Channel) }) } },
    },
    async (request) => ({
      channels: (await channels.list()).filter(({ organisation }) => isSeen(request.scope, organisation)),
    }),
  );

  app.get(
    '/api/v1/channels/:name',
    {
      config: { permission: 'channels.read', summary: 'One channel.' },
      schema: { params: NameParams, response: { 200: Channel } },
    },
    async (request) => see(request.scope, request.params.name),
  );

  app.put(
    '/api/v1/channels/:name',
    {
      config: { permission: 'channels.write', summary: 'Makes or changes a channel.' },
      schema: { params: NameParams, body: Wanted, response: { 200: Channel } },
    },
    async (request) => {
      const { name } = request.params;
      const before = await channels.get(name);
      if (before && !isSeen(request.scope, before.organisation)) {
        throw conflict('name_taken', `another organisation has a channel ${name}; choose another name`);
      }
      if (before) refuseUnlessWritable(request.scope, before);
      const wanted = { ...request.body, name };
      refuseUnlessWritable(request.scope, wanted);
      const after = await channels.put(wanted);
      await audit.write(request.actor, {
        action: before ? 'channel.change' : 'channel.create',
        object: `channel:${name}`,
        organisation: toAudit(after),
        before,
        after,
      });
      return after;
    },
  );

  app.delete(
    '/api/v1/channels/:name',
    {
      config: { permission: 'channels.write', summary: 'Removes a channel.' },
      schema: { params: NameParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const channel = await see(request.scope, request.params.name);
      refuseUnlessWritable(request.scope, channel);
      await channels.remove(channel.name);
      await audit.write(request.actor, {
        action: 'channel.remove',
        object: `channel:${channel.name}`,
        organisation: toAudit(channel),
        before: channel,
      });
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/v1/channels/:name/test',
    {
      config: { permission: 'channels.write', summary: 'Tells one test call and answers how it ended.' },
      schema: { params: NameParams, response: { 200: Told } },
    },
    async (request) => {
      const channel = await see(request.scope, request.params.name);
      refuseUnlessWritable(request.scope, channel);
      const { delivered, retryable, reason } = await channels.test(channel.name);
      await audit.write(request.actor, {
        action: 'channel.test',
        object: `channel:${channel.name}`,
        organisation: toAudit(channel),
        after: { delivered },
      });
      return delivered ? { state: 'delivered' as const } : { state: 'failed' as const, retryable, reason };
    },
  );

  async function see(scope: Scope, name: string): Promise<ChannelEntry> {
    const channel = await channels.get(name);
    if (!channel || !isSeen(scope, channel.organisation)) throw notFound('channel', name);
    return channel;
  }
}

function isSeen(scope: Scope, organisation: string): boolean {
  return organisation === EVERYWHERE || inScope(scope, organisation);
}

function refuseUnlessWritable(scope: Scope, { organisation }: { organisation: string }): void {
  if (inScope(scope, organisation)) return;
  throw forbidden('you may not change channels of this organisation', { permission: 'channels.write' });
}

function toAudit({ organisation }: ChannelEntry): string | null {
  return organisation === EVERYWHERE ? null : organisation;
}

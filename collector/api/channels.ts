import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { maskedConfig } from '#collector/contacts/mask.ts';
import { refuseUnfit, refuseWhileNamed } from '#collector/contacts/shelf-door.ts';
import { conflict, forbidden, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { ChannelInput, type ShownChannel } from '#collector/notify/channel-config.ts';
import { testSend } from '#collector/notify/test-send.ts';
import { type Caller, EVERYWHERE, FULL_SCOPE, inScope, type Scope } from '#collector/people/caller.ts';
import { DEFAULT_ORGANISATION, DEFAULT_ZONE } from '#collector/people/organisations.ts';
import type { Parts } from './parts.ts';
import { NoContent } from './shapes.ts';

/** A channel that does not answer within its own time limit is given up by then in any case. */
const TEST_MS = 130_000;

const NameParams = z.strictObject({ name: ChannelInput.shape.name });
const Wanted = ChannelInput.extend({ name: ChannelInput.shape.name.optional() });
const Channel = ChannelInput.extend({
  sealed: z.array(z.string()).describe('fields of the configuration that are kept and never shown'),
  changedBy: z.string(),
  changedAtMs: z.number(),
});
const Told = z.strictObject({
  delivered: z.boolean(),
  retryable: z.boolean().describe('the same may succeed later'),
  reason: z.string().describe('why it was not delivered, or what the other side answered'),
});

/** Ways to tell somebody. One for all organisations is seen by everybody and changed by those who may everywhere. */
export function channelRoutes(app: App, { registry, channels, pagesAddress, nowMs }: Parts): void {
  const { sql, audit, organisations, contactBook } = registry;

  app.get(
    '/api/v1/channels',
    {
      config: { permission: 'channels.read', summary: 'Channels, without their secrets.' },
      schema: { response: { 200: z.strictObject({ channels: z.array(Channel) }) } },
    },
    async (request) => ({ channels: await channels.list(request.scope) }),
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
      const before = await writable(request.scope, name, request.body.organisation);
      refuseUnfit(contactBook, { ...request.body, name }, request.scope);
      return sql.transaction(async () => {
        const after = await channels.put({ ...request.body, name }, (request.caller as Caller).name);
        await audit.write(request.actor, {
          action: before ? 'channel.change' : 'channel.create',
          object: `channel:${name}`,
          organisation: after.organisation,
          before: before && shownToAudit(before),
          after: {
            ...shownToAudit(after),
            ...(before && { changed: changedIn(before.config, after.config) }),
          },
        });
        return after;
      });
    },
  );

  app.delete(
    '/api/v1/channels/:name',
    {
      config: { permission: 'channels.write', summary: 'Removes a channel that nobody is told by.' },
      schema: { params: NameParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const channel = await see(request.scope, request.params.name);
      refuseUnlessWritable(request.scope, channel.organisation);
      refuseWhileNamed(contactBook, 'channel', channel.name, request.scope);
      await sql.transaction(async () => {
        await channels.remove(channel.name);
        await audit.write(request.actor, {
          action: 'channel.remove',
          object: `channel:${channel.name}`,
          organisation: channel.organisation,
          before: shownToAudit(channel),
        });
      });
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/v1/channels/:name/test',
    {
      config: {
        permission: 'channels.write',
        summary:
          'Tells one made-up alert and answers how it ended: by the channel as it is, or as the body would have it.',
      },
      schema: { params: NameParams, body: Wanted.optional(), response: { 200: Told } },
    },
    async (request) => {
      const { name } = request.params;
      const wanted = request.body;
      const kept = wanted
        ? await writable(request.scope, name, wanted.organisation)
        : await see(request.scope, name);
      if (kept) refuseUnlessWritable(request.scope, kept.organisation);
      const settings = await channels.complete({ ...inputOf(wanted ?? (kept as ShownChannel)), name });
      const organisation = await organisations.get(
        settings.organisation === EVERYWHERE ? DEFAULT_ORGANISATION : settings.organisation,
      );
      const { language } = request.caller as Caller;
      const zone = organisation?.zone ?? DEFAULT_ZONE;
      const more = { id: randomUUID(), language, zone, pagesUrl: pagesAddress.url };
      const result = await testSend(settings, more, nowMs(), AbortSignal.timeout(TEST_MS));
      await audit.write(request.actor, {
        action: 'channel.test',
        object: `channel:${name}`,
        organisation: settings.organisation,
        after: { delivered: result.delivered },
      });
      return result.delivered
        ? { delivered: true, retryable: false, reason: result.answer }
        : { delivered: false, retryable: result.retryable, reason: result.reason };
    },
  );

  async function see(scope: Scope, name: string): Promise<ShownChannel> {
    const channel = await channels.get(scope, name);
    if (!channel) throw notFound('channel', name);
    return channel;
  }

  /** The channel of that name, when the caller may replace it by one of the wanted organisation. */
  async function writable(scope: Scope, name: string, wanted: string): Promise<ShownChannel | undefined> {
    const before = await channels.get(FULL_SCOPE, name);
    if (before && !(await channels.get(scope, name))) {
      throw conflict('name_taken', `another organisation has a channel ${name}; choose another name`);
    }
    if (before) refuseUnlessWritable(scope, before.organisation);
    refuseUnlessWritable(scope, wanted);
    return before;
  }
}

function inputOf(channel: Omit<ChannelInput, 'name'>): Omit<ChannelInput, 'name'> {
  const { kind, organisation, enabled, isDefault, fallback, fallbackAfterMs, callsPerMinute, config } =
    channel;
  return { kind, organisation, enabled, isDefault, fallback, fallbackAfterMs, callsPerMinute, config };
}

function refuseUnlessWritable(scope: Scope, organisation: string): void {
  if (inScope(scope, organisation)) return;
  throw forbidden('you may not change channels of this organisation', { permission: 'channels.write' });
}

/** Who reads the audit log need not know how people are reached. */
function shownToAudit(channel: ShownChannel): ShownChannel {
  return { ...channel, config: maskedConfig(channel.config) };
}

/** Settings that are not what they were: said also where the values themselves are masked. */
function changedIn(before: ShownChannel['config'], after: ShownChannel['config']): string[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields].filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])).sort();
}

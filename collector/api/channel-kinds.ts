import { z } from 'zod';
import { channelKinds } from '#channels/catalogue.ts';
import { previewChannel } from '#channels/preview.ts';
import { SAMPLES } from '#channels/samples.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { ChannelConfigError, ChannelInput, channelType } from '#collector/notify/channel-config.ts';
import type { Caller } from '#collector/people/caller.ts';
import { DEFAULT_ZONE } from '#collector/people/organisations.ts';
import { ChannelKind } from '#protocol/channel-catalogue.ts';
import type { Parts } from './parts.ts';

const Kinds = z.strictObject({
  kinds: z.array(ChannelKind),
  pagesUrl: z.string().describe('where links in messages lead; empty: messages have none'),
});
const Wanted = z.strictObject({
  kind: ChannelInput.shape.kind,
  config: ChannelInput.shape.config.describe('as far as it is entered; the rest is taken from examples'),
  language: z.enum(['zh-CN', 'en']).optional().describe('default: that of the caller'),
  sample: z.enum(SAMPLES).default('alert').describe('what the made-up call is about'),
});
const Shown = z.strictObject({
  title: z.string().describe('empty where the message has none'),
  text: z.string(),
  form: z.enum(['text', 'markdown', 'html', 'json']),
  size: z.strictObject({
    used: z.number(),
    most: z.number().nullable().describe('null where there is no limit'),
    unit: z.enum(['bytes', 'characters', 'segments']),
  }),
  leftOut: z.int().describe('events that the message only counts'),
});

/** What kinds of channels there are, and what each would send. */
export function channelKindRoutes(app: App, { pagesAddress, nowMs }: Parts): void {
  const kinds = channelKinds();

  app.get(
    '/api/v1/channel-kinds',
    {
      config: {
        permission: 'channels.read',
        summary: 'Kinds of channels: their settings, what they reach, and how many calls a minute they take.',
      },
      schema: { response: { 200: Kinds } },
    },
    async () => ({ kinds, pagesUrl: pagesAddress.url }),
  );

  app.post(
    '/api/v1/channels/preview',
    {
      config: {
        permission: 'channels.write',
        summary: 'What a channel would send of a made-up call, without sending it and without its secrets.',
      },
      schema: { body: Wanted, response: { 200: Shown } },
    },
    async (request) => {
      const { kind, config, sample, language = (request.caller as Caller).language } = request.body;
      const tone = { language, zone: DEFAULT_ZONE, pagesUrl: pagesAddress.url };
      const result = previewChannel(channelType(kind), config, sample, tone, nowMs());
      if ('preview' in result) return result.preview;
      throw new ChannelConfigError(
        kind,
        result.faults.map(({ path, message }) => ({ path: `config.${path}`, message })),
      );
    },
  );
}

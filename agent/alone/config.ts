import * as z from 'zod';
import { duration } from '#config/duration.ts';

/** How an agent tells people by itself that no collector hears it. */
export const AloneConfig = z.strictObject({
  after: duration({ min: '5s', max: '1d' })
    .meta({ allowed: 'duration such as `5m`' })
    .prefault('5m')
    .describe(
      'so long without a collector, and people are told; the second agent of a zone waits three times as long, and the others leave it to these two',
    ),
  channel: z
    .looseObject({
      kind: z.string().meta({ allowed: 'kind of channel such as `webhook` or `email`' }),
    })
    .meta({ allowed: 'map with `kind` and what a channel of that kind asks for' })
    .describe(
      'over which it tells: `kind` and the settings of [that kind](../channels/README.md), such as `{kind: webhook, url: …, secret: …}`. It should not lead through the collector’s own machine',
    ),
  language: z.enum(['zh-CN', 'en']).default('zh-CN').describe('of what is told'),
  timezone: z.string().default('Asia/Shanghai').describe('IANA zone in which times are told'),
});
export type AloneConfig = z.infer<typeof AloneConfig>;

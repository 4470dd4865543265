import type { Channel } from '#channels/channel.ts';
import { channelTypes } from '#channels/channel-types.ts';
import { ConfigError } from '#config/config-error.ts';

/** The channel that the file names. Throws a ConfigError that says what it lacks. */
export function openOwnChannel(file: string | undefined, wanted: { kind: string }): Channel {
  const { kind, ...config } = wanted;
  const where = file ?? '';
  const type = channelTypes.find(({ name }) => name === kind);
  if (!type) {
    const known = channelTypes.map(({ name }) => name).join(', ');
    const sentence = `found ${JSON.stringify(kind)}; allowed is one of ${known}`;
    throw new ConfigError([{ where, field: 'alone.channel.kind', sentence }]);
  }
  const read = type.config.safeParse(config);
  if (read.success) return type.create(read.data);
  throw new ConfigError(
    read.error.issues.map(({ path, message }) => ({
      where,
      field: ['alone.channel', ...path].join('.'),
      sentence: message,
    })),
  );
}

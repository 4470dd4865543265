import { readFileSync } from 'node:fs';
import type { CollectorConfig } from '#collector/config/config.ts';
import { ConfigError } from '#config/config-error.ts';

type Fields = Record<string, unknown>;

/**
 * What the collector's own settings lend to a channel that leaves it out: `own` is what counts of the channel's
 * configuration, `lent` comes beside it and is never kept or shown with the channel.
 */
export type ChannelDefaults = (kind: string, config: Fields) => { own: Fields; lent: Fields };

/** For channels that say everything themselves. */
export const noDefaults: ChannelDefaults = (_kind, config) => ({ own: config, lent: {} });

/** A mail server is one thing: who names none of his own gets port, security and sign-in with it. */
const SERVER_FIELDS = ['host', 'port', 'security', 'user', 'password'];

/** The mail server of the settings, for e-mail channels without one. Throws a ConfigError for a missing password. */
export function mailDefaults(mail: CollectorConfig['mail']): ChannelDefaults {
  const { host, port, security, from, user, passwordFile } = mail;
  const password = passwordFile === '' ? '' : readFirstLine(passwordFile);
  const server: Fields = { host, port, security, user, password };
  return (kind, config) => {
    if (kind !== 'email') return noDefaults(kind, config);
    const own = { ...config };
    const lent: Fields = {};
    if (host !== '' && isMissing(config.host)) {
      for (const field of SERVER_FIELDS) delete own[field];
      Object.assign(lent, server);
    }
    if (from !== '' && isMissing(config.from)) {
      delete own.from;
      lent.from = from;
    }
    return { own, lent };
  };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === '';
}

function readFirstLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n')[0]?.trimEnd() ?? '';
  } catch (cause) {
    const sentence = `the file ${file} cannot be read (${(cause as Error).message})`;
    throw new ConfigError([{ where: '', field: 'mail.passwordFile', sentence }], { cause });
  }
}

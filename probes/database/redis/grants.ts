import { ConfigError } from '#config/config-error.ts';

/** Commands that are asked; of keys and channels the account sees nothing. */
export const RIGHTS = [
  '+info',
  '+ping',
  '+client|setname',
  '+slowlog|len',
  '+cluster|info',
  '+config|get',
] as const;

/** The command that makes an account which may read exactly what the probe asks, from Redis 6 on. */
export function redisGrants(user: string): string {
  if (!/^[a-z_][a-z0-9_-]{0,62}$/i.test(user)) {
    const sentence = `found ${JSON.stringify(user)}; allowed are letters, digits, dashes and underscores.`;
    throw new ConfigError([{ where: '--user', field: '', sentence }]);
  }
  return [
    '# An account with which Ward reads redis: it sees no key and no channel, and changes nothing.',
    '# Redis before 6 has no accounts: there the password of requirepass opens everything.',
    '# +config|get is for the limit of clients, which Redis before 7 tells nowhere else.',
    `ACL SETUSER ${user} on >change-this-password resetkeys resetchannels -@all ${RIGHTS.join(' ')}`,
    'ACL SAVE',
    '',
  ].join('\n');
}

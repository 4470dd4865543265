import type { ChannelEntry } from '../api/contacts.ts';
import type { Answer } from './fake-api.ts';

const channels: Omit<ChannelEntry, 'changedBy' | 'changedAtMs'>[] = [
  {
    name: 'duty-hook',
    kind: 'webhook',
    organisation: 'default',
    enabled: true,
    isDefault: true,
    fallback: 'duty-mail',
    fallbackAfterMs: 300_000,
    callsPerMinute: 30,
    sealed: ['secret'],
    config: { url: 'https://hooks.example.cn/ward/abcdef' },
  },
  {
    name: 'duty-mail',
    kind: 'email',
    organisation: 'default',
    enabled: true,
    isDefault: false,
    fallback: null,
    fallbackAfterMs: 300_000,
    callsPerMinute: 30,
    sealed: ['password'],
    config: { host: 'smtp.example.cn', to: ['duty@example.cn', 'ops@example.cn'] },
  },
];

/** Channels and their test; undefined for anything else. */
export function answerAboutChannels(
  call: string,
  [id = '']: readonly (string | undefined)[],
  body: Record<string, unknown>,
): Answer | undefined {
  switch (call) {
    case 'GET channels':
      return { body: { channels } };
    case 'PUT channels':
      channels.push({ ...(body as unknown as ChannelEntry), name: id });
      return { body };
    case 'POST channels':
      return {
        body:
          id === 'duty-mail'
            ? { delivered: false, retryable: true, reason: 'connect ECONNREFUSED 10.1.2.3:25' }
            : { delivered: true, retryable: false, reason: '' },
      };
    case 'DELETE channels':
      channels.splice(
        channels.findIndex((each) => each.name === id),
        1,
      );
      return { status: 204 };
    default:
      return undefined;
  }
}

import type { ChannelEntry } from '../../../api/contacts.ts';

/** Where a channel leads, in one line, as far as it is no secret; empty where all of it is. */
export function placeOfChannel({ config, sealed }: Pick<ChannelEntry, 'config' | 'sealed'>): string {
  const { to, phones, chat, host, port, url } = config;
  const people = [...listOf(to), ...listOf(phones)].join(', ');
  const server = typeof host === 'string' && host ? `${host}${port === undefined ? '' : `:${port}`}` : '';
  const address = typeof url === 'string' && !sealed.includes('url') ? url : '';
  return [people, typeof chat === 'string' ? chat : '', server, address].filter(Boolean).join(' · ');
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

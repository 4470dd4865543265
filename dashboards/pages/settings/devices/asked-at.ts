import type { PollEntry } from '../../../api/polling.ts';

/** Where a poll asks, as people write it: a page with its whole address, everything else with its port if it has one. */
export function askedAt(address: string, { probe, settings }: Pick<PollEntry, 'probe' | 'settings'>): string {
  const { port, scheme, path, steps } = settings;
  const host = address.includes(':') ? `[${address}]` : address;
  const door = typeof port === 'number' ? `${host}:${port}` : address;
  if (!PAGES.includes(probe)) return door;
  const first = Array.isArray(steps) ? (steps[0] as { path?: unknown } | undefined)?.path : path;
  if (typeof first === 'string' && /^https?:/.test(first)) return first;
  const place = typeof port === 'number' ? door : host;
  return `${typeof scheme === 'string' ? scheme : 'https'}://${place}${typeof first === 'string' ? first : '/'}`;
}

/** Probes that ask for pages. */
const PAGES: readonly string[] = ['http', 'site'];

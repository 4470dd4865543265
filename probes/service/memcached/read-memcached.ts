import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { targetAddress } from '../../target-address.ts';
import { numberOf, percentOf, type ServiceReader, type ServiceValue, type Step } from '../service-reader.ts';
import type { MemcachedConfig } from './config.ts';
import { openMemcached } from './conversation.ts';

const FIGURES = [
  'curr_connections',
  'max_connections',
  'rejected_connections',
  'listen_disabled_num',
  'curr_items',
  'bytes',
  'limit_maxbytes',
  'cmd_get',
  'cmd_set',
  'get_hits',
  'get_misses',
  'evictions',
  'bytes_read',
  'bytes_written',
] as const;

/** Reads `stats` over a connection of its own each time. */
export function readMemcached(
  config: MemcachedConfig,
  options: ProbeOptions,
  onStep: (step: Step) => void,
): ServiceReader {
  const { port, user = '', password, timeout: timeoutMs } = config;
  return {
    async read(signal) {
      const address = await targetAddress(config.address, options);
      const startedMs = performance.now();
      const session = await openMemcached({ address, port, timeoutMs }, signal);
      try {
        if (password !== undefined) {
          const account = `${user} ${password}`;
          const bytes = Buffer.byteLength(account);
          await session.ask(`set ward 0 0 ${bytes}\r\n${account}`, (line) => line === 'STORED');
        }
        const stats = statsOf(await session.ask('stats', (line) => line === 'END'));
        onStep({ step: 'stats', ms: performance.now() - startedMs });
        const told = (name: string) => numberOf(stats.get(name));
        return {
          product: {
            vendor: 'memcached',
            product: 'memcached',
            version: stats.get('version') ?? '',
            name: '',
          },
          values: [
            ...FIGURES.map((name): ServiceValue => [`memcached.${name}`, told(name)]),
            [
              'middleware.busy_percent',
              percentOf(told('curr_connections'), told('max_connections')),
              '',
              'connections',
            ],
            ['middleware.connections', told('curr_connections'), ''],
            ['middleware.requests_total', told('cmd_get') + told('cmd_set'), ''],
            ['middleware.uptime_seconds', told('uptime'), ''],
          ],
        };
      } finally {
        session.close();
      }
    },
  };
}

function statsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const stats = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^STAT (\S+) (.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) stats.set(name, value);
  }
  if (!stats.has('curr_connections'))
    throw new ProbeError('wrong_answer', 'this is not memcached: `stats` tells no connections');
  return stats;
}

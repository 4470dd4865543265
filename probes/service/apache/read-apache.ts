import type { ProbeOptions } from '../../probe.ts';
import { type Hints, httpConversation, notTheProduct, wholeText } from '../http-conversation.ts';
import { numberOf, percentOf, type ServiceReader, type Step } from '../service-reader.ts';
import type { ApacheConfig } from './config.ts';
import { type ApacheStatus, parseApacheStatus } from './parse-status.ts';

/** A scoreboard has a letter for each worker that there may be. */
const MAX_BYTES = 1_048_576;
const HINTS: Hints = {
  denied: 'add `Require ip <address of the agent>` to the location with `SetHandler server-status`',
  missing:
    'mod_status is not loaded or not served there: `check apache --grants` prints its configuration, or look at path',
  account: 'the location of mod_status wants a user',
};

/** Reads the page of `mod_status`. */
export function readApache(
  config: ApacheConfig,
  options: ProbeOptions,
  onStep: (step: Step) => void,
): ServiceReader {
  const ask = httpConversation(config, options, HINTS, onStep);
  return {
    async read(signal) {
      const answer = await ask(config.path, signal, { maxBytes: MAX_BYTES });
      const status = parseApacheStatus(wholeText(answer));
      if (!status) throw notTheProduct(answer, 'the page of mod_status with ?auto');
      const { fields, scoreboard } = status;
      const told = (name: string) => numberOf(fields.get(name));
      const workers = (letter: string) => scoreboard.get(letter) ?? 0;
      const [, version = ''] = /^Apache\/(\S+)/.exec(fields.get('ServerVersion') ?? '') ?? [];
      // Without `ExtendedStatus On` (a default since 2.3.6) the totals are missing.
      return {
        product: { vendor: 'Apache', product: 'Apache HTTP Server', version, name: '' },
        values: [
          ['apache.busy_workers', told('BusyWorkers')],
          ['apache.idle_workers', told('IdleWorkers')],
          ['apache.processes', told('Processes')],
          ['apache.total_accesses', told('Total Accesses')],
          ['apache.bytes_sent_total', told('Total kBytes') * 1_024],
          ['apache.duration_seconds_total', told('Total Duration') / 1_000],
          ['apache.workers_reading', workers('R')],
          ['apache.workers_sending', workers('W')],
          ['apache.workers_keepalive', workers('K')],
          ['middleware.busy_percent', busyPercent(status, config.workers_limit), '', 'workers'],
          ['middleware.connections', told('ConnsTotal'), ''],
          ['middleware.requests_total', told('Total Accesses'), ''],
          ['middleware.uptime_seconds', told('ServerUptimeSeconds'), ''],
        ],
      };
    },
  };
}

/**
 * Busy workers of those that there may be. Without the limit: with processes of one thread each (prefork) every place
 * of the scoreboard is a worker. With threads the scoreboard is larger than the limit; there Apache starts more until
 * MinSpareThreads are idle, and only at the limit the idle ones become few: busy against busy and idle is right then.
 */
function busyPercent({ fields, slots }: ApacheStatus, limit: number | undefined): number {
  const busy = numberOf(fields.get('BusyWorkers'));
  if (limit !== undefined) return percentOf(busy, limit);
  if (fields.get('ServerMPM') === 'prefork') return percentOf(busy, slots);
  return percentOf(busy, busy + numberOf(fields.get('IdleWorkers')));
}

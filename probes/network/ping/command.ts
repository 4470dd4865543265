import { isIP } from 'node:net';
import { ProbeError } from '../../probe-error.ts';

/** What is asked of the system's own program. */
export interface PingWish {
  address: string;
  count: number;
  intervalMs: number;
  timeoutMs: number;
}

/** How it is called here, and how long it may take. */
export interface PingCommand {
  file: string;
  args: readonly string[];
  /** When it has not ended by then it never will. */
  patienceMs: number;
}

/** What starting a process and its last packet take beside the packets themselves. */
const GRACE_MS = 3_000;
/** Windows cannot be told another interval, and waits for each packet that is lost. */
const WINDOWS_INTERVAL_MS = 1_000;
const LONGEST_MS = 40_000;

/**
 * The command line of a platform's own program. Only addresses stand on it, never what a person wrote; a scope such as
 * `%eth0` is part of one.
 */
export function pingCommand(wish: PingWish, platform: NodeJS.Platform): PingCommand {
  const { address, count, intervalMs, timeoutMs } = wish;
  const family = isIP(address);
  if (family === 0 || !/^[0-9a-f:.]+(%[\w.-]{1,15})?$/i.test(address)) {
    throw new ProbeError('misconfigured', `${JSON.stringify(address.slice(0, 80))} is no IP address`);
  }
  const seconds = (ms: number): string => String(ms / 1_000);
  const patienceMs = count * intervalMs + timeoutMs + GRACE_MS;
  switch (platform) {
    case 'win32': {
      const eachMs = Math.max(100, Math.min(timeoutMs, Math.floor(LONGEST_MS / count) - WINDOWS_INTERVAL_MS));
      return {
        file: `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\ping.exe`,
        args: [`-${family}`, '-n', String(count), '-w', String(eachMs), address],
        patienceMs: count * (WINDOWS_INTERVAL_MS + eachMs) + GRACE_MS,
      };
    }
    case 'darwin': {
      const common = ['-n', '-c', String(count), '-i', seconds(intervalMs)];
      return family === 6
        ? { file: 'ping6', args: [...common, address], patienceMs: patienceMs + 10_000 }
        : { file: 'ping', args: [...common, '-W', String(timeoutMs), address], patienceMs };
    }
    default: {
      // Older ones take whole seconds only: https://github.com/iputils/iputils/issues/290
      const linger = String(Math.ceil(timeoutMs / 1_000));
      return {
        file: 'ping',
        args: ['-n', '-c', String(count), '-i', seconds(intervalMs), '-W', linger, address],
        patienceMs: patienceMs + 1_000,
      };
    }
  }
}

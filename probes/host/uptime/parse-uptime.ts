import { Scanner } from '../scanner.ts';

/** Whole seconds since the start, from `/proc/uptime`. */
export function parseUptime(bytes: Buffer): number[] {
  return [Math.floor(new Scanner(bytes).number())];
}

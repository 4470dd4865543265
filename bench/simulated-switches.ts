import { startResponder } from '#simulator/snmp/responder.ts';
import { serveParent } from './child.ts';
import { switchTable } from './switch-objects.ts';

/** How many switches there are, and how many of them are dead or slow. */
export interface SwitchPark {
  type: 'start';
  count: number;
  deadShare: number;
  slowShare: number;
}
export type FromSwitches = { type: 'started'; hosts: string[]; port: number };

/** What a slow switch takes for each answer. */
const SLOW_MS = 1_500;

/* A process with a thousand switches: each has an address of its own in 127.0.0.0/8, all have one port and one table. */
serveParent<SwitchPark, FromSwitches>(async ({ count, deadShare, slowShare }) => {
  const table = switchTable();
  const hosts = Array.from({ length: count }, (_, index) => `127.1.${index >> 8}.${index & 255}`);
  const port = 16_100 + Math.floor(Math.random() * 1_000);
  // Spread evenly, so that no part of the interval has all of them.
  const every = (share: number, offset: number) => (index: number) =>
    share > 0 && (index + offset) % Math.round(1 / share) === 0;
  const isDead = every(deadShare, 0);
  const isSlow = every(slowShare, 7);
  await startResponder({
    bufferBytes: 1 << 20,
    devices: hosts.map((host, index) => ({
      host,
      port,
      table,
      quirks: { silent: isDead(index), delayMs: isSlow(index) && !isDead(index) ? SLOW_MS : 0 },
    })),
  });
  return { type: 'started', hosts, port };
});

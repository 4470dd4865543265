import { postgres } from '#probes/database/postgres/postgres.ts';
import type { Memory, Probe } from '#probes/probe.ts';
import { serveParent } from './child.ts';

/** Collect so often from this server. */
export interface ProberOrder {
  type: 'collect';
  port: number;
  password: string;
  collections: number;
  /** Time that passes from one collection to the next, by the probe's clock: what is asked rarely is due by it. */
  stepMs: number;
}
export type FromProber = { type: 'collected'; readings: number; cpuSeconds: number };

let probe: Probe | undefined;
let nowMs = Date.now();
const kept = new Map<string, unknown>();
const memory: Memory = { get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) };

/* Our own probe of PostgreSQL, alone in a process; its connection stays open, as in service. */
serveParent<ProberOrder, FromProber>(async ({ port, password, collections, stepMs }) => {
  probe ??= postgres.create(
    postgres.config.parse({ address: '127.0.0.1', port, user: 'postgres', password, tls: 'off' }),
    { procPath: '/proc', sysPath: '/sys', now: () => nowMs, remember: () => memory },
  );
  const { user, system } = process.cpuUsage();
  let readings = 0;
  for (let done = 0; done < collections; done++) {
    nowMs += stepMs;
    readings += (await probe.collect(new AbortController().signal)).readings.length;
  }
  const used = process.cpuUsage({ user, system });
  return { type: 'collected', readings, cpuSeconds: (used.user + used.system) / 1e6 };
});

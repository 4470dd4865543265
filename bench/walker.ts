import { openSnmp } from '#probes/snmp/client/snmp-client.ts';
import { createTransport } from '#probes/snmp/client/transport.ts';
import { DEFAULT_MANNERS } from '#probes/snmp/snmp-session.ts';
import { serveParent } from './child.ts';

/** Walk these columns of these switches, again and again until the time is over. */
export interface WalkOrder {
  type: 'walk';
  hosts: string[];
  port: number;
  columns: readonly string[];
  seconds: number;
}
export type FromWalker = { type: 'walked'; devices: number; values: number; cpuSeconds: number };

const AT_ONCE = 40;

/* Our own client at full speed, alone in a process. */
serveParent<WalkOrder, FromWalker>(async ({ hosts, port, columns, seconds }) => {
  const transport = createTransport();
  const never = new AbortController().signal;
  const startedMs = performance.now();
  const { user, system } = process.cpuUsage();
  let next = 0;
  let devices = 0;
  let values = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() - startedMs < seconds * 1_000) {
        const address = hosts[next++ % hosts.length] as string;
        const session = openSnmp(
          { address, port, version: '2c', community: 'public' },
          DEFAULT_MANNERS,
          transport,
        );
        for (const column of await session.walk(columns, { maxRows: 5_000 }, never))
          values += column.values.length;
        session.close();
        devices++;
      }
    }),
  );
  const used = process.cpuUsage({ user, system });
  return { type: 'walked', devices, values, cpuSeconds: (used.user + used.system) / 1e6 };
});

/*
 * Many equal devices in a process of their own, for measurements and for tests of whole programs: what answers must
 * not take the time of what asks.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Quirks } from '../snmp/quirks.ts';

export interface FleetOptions {
  devices: number;
  /** Ports of each switch. */
  ports?: number;
  /** A recorded walk that all devices tell instead. */
  recording?: string;
  /** `addresses`: 127.x.y.z each, all at the same port; `ports`: one port each, all at 127.0.0.1. */
  spread?: 'addresses' | 'ports';
  /** UDP port of all, or of the first; 0: free ones. */
  port?: number;
  community?: string;
  /** How some of them misbehave: of each hundred devices so many, one kind after another. */
  misbehaving?: readonly { percent: number; quirks: Partial<Quirks> }[];
  quirks?: Partial<Quirks>;
  /** Values stand still: all counters are as they were at the start. */
  still?: boolean;
}

export interface FleetDevice {
  host: string;
  port: number;
  /** How it misbehaves; empty when it does not. */
  quirks: Partial<Quirks>;
}

export interface FleetFigures {
  requests: number;
  answers: number;
  values: number;
  /** CPU time that the fleet took so far. */
  cpuMs: number;
}

/** A fleet that answers. */
export interface Fleet {
  devices: readonly FleetDevice[];
  pid: number;
  figures(): Promise<FleetFigures>;
  close(): Promise<void>;
}

/** What the fleet's process says. */
export type FleetMessage =
  | { type: 'ready'; devices: FleetDevice[] }
  | { type: 'failed'; why: string }
  | { type: 'figures'; figures: FleetFigures };

/** Starts a fleet; it ends with this process at the latest. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const child = fork(
    fileURLToPath(new URL('./fleet-process.ts', import.meta.url)),
    [JSON.stringify(options)],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const hear = async () => {
    const ended = once(child, 'exit').then(() => {
      throw new Error('The process of the fleet ended too early.');
    });
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [FleetMessage];
    return message;
  };
  const first = await hear();
  if (first.type !== 'ready')
    throw new Error(first.type === 'failed' ? first.why : 'The fleet is out of order.');
  return {
    devices: first.devices,
    pid: child.pid!,
    async figures() {
      child.send('figures');
      const message = await hear();
      if (message.type !== 'figures') throw new Error('The fleet is out of order.');
      return message.figures;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

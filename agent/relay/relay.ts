import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { CollectorAddress } from '../uplink/address.ts';
import type { ConnectionOptions } from '../uplink/connection.ts';
import type { UplinkTimes } from '../uplink/uplink.ts';
import { type Doors, openDoors } from './doors.ts';
import { createGate } from './gate.ts';
import { openPeers, type Peers } from './peers.ts';
import { createUpstream } from './upstream.ts';

/** What a relay says about itself. */
export interface RelayFigures {
  /** Agents that are connected, or have posted within the last minute. */
  agents: number;
  /** Items that wait for a collector, and their files. */
  items: number;
  bytes: number;
  /** Items given up since the start: for want of room, in damaged files, under withdrawn keys. */
  dropped: number;
}

/** Takes what other agents send, keeps it on disk, and delivers it under their own keys. */
export interface Relay {
  /** Where it listens; undefined while it does not. */
  readonly address: { host: string; port: number } | undefined;
  figures(): RelayFigures;
  /** Delivers what it can within the time, keeps the rest, and ends. */
  stop(withinMs: number): Promise<void>;
}

export interface RelayOptions {
  /** Everything that it keeps is in here. */
  folder: string;
  listen: string;
  tls: { cert: string; key: string } | undefined;
  allow?: readonly string[] | undefined;
  limitBytes: number;
  maxAgents?: number;
  addresses: readonly CollectorAddress[];
  connection: ConnectionOptions;
  log: Log;
  random(): number;
  wallMs(): number;
  monotonicMs(): number;
  times?: UplinkTimes;
  /** Called once, when there are so many that speed is worth memory. */
  onManyAgents?(): void;
}

const TICK_MS = 5_000;
const MANY_AGENTS = 20;
/** What may be in memory of messages that are not on disk yet. */
const UNWRITTEN_BYTES = 64 * 1024 ** 2;

/** Opens what an earlier life has left, then listens. Never throws: what is in the way is logged. */
export function startRelay(options: RelayOptions): Relay {
  const { log } = options;
  const upstream = createUpstream(options);
  let peers: Peers | undefined;
  let doors: Doors | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isWritable = true;
  let areMany = false;
  const started = start().catch((error: Error) =>
    log.error('agents cannot be passed on: the folder for them cannot be used', { why: error.message }),
  );

  return {
    get address() {
      return doors?.address;
    },
    figures() {
      const figures: RelayFigures = { agents: 0, items: 0, bytes: 0, dropped: peers?.dropped() ?? 0 };
      for (const { isActive, mailbox } of peers?.all() ?? []) {
        if (isActive) figures.agents++;
        figures.items += mailbox.waiting;
        figures.bytes += mailbox.bytes;
      }
      return figures;
    },
    async stop(withinMs) {
      isStopped = true;
      clearInterval(timer);
      await started;
      await peers?.stop(withinMs);
      doors?.close();
      upstream.close();
    },
  };

  async function start(): Promise<void> {
    const opened = await openPeers({
      ...options,
      folder: join(options.folder, 'agents'),
      upstream,
      maxPeers: options.maxAgents,
    });
    peers = opened;
    if (isStopped) return;
    timer = setInterval(tick, TICK_MS, opened);
    doors = openDoors({
      ...options,
      peers: opened,
      upstream,
      gate: createGate(UNWRITTEN_BYTES),
      onDisk,
      onTrouble(why) {
        if (why === undefined) log.info('other agents can send here', { listen: options.listen });
        else log.error('other agents cannot send here', { why });
      },
    });
  }

  function tick(known: Peers): void {
    known.tick();
    if (areMany || [...known.all()].length < MANY_AGENTS) return;
    areMany = true;
    options.onManyAgents?.();
  }

  /** Said once each time it changes. */
  function onDisk(error: Error | undefined): void {
    if (isWritable === (error === undefined)) return;
    isWritable = error === undefined;
    if (isWritable) log.info('the mailboxes of other agents can be written again');
    else
      log.error('the mailboxes of other agents cannot be written; they keep what they have', {
        why: error?.message,
      });
  }
}

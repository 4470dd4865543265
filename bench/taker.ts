import { join } from 'node:path';
import { startBenchWard } from './bench-ward.ts';
import { folderBytes } from './folder-bytes.ts';
import { type StorePeer, untilTaken } from './peers/store-peer.ts';
import { playAgents } from './play-agents.ts';
import { playPushers } from './play-pushers.ts';
import type { Load } from './simulated-agents.ts';
import type { Destination, RequestShape } from './simulated-pushers.ts';

/** How samples are sent: by agents in a mode of theirs, or pushed in requests of a shape. */
export interface Road {
  /** Undefined: pushed. */
  mode?: Load['mode'];
  shape: RequestShape;
}

/** Frames of every host, one after the other from a time on. */
export interface Span {
  frames: number;
  fromMs: number;
  stepMs: number;
}

/** A program that takes samples, and those who send to it. */
export interface Taker {
  /** Undefined: Ward itself. */
  peer: string | undefined;
  readonly pid: number;
  /** Sends; returns when everything is answered. */
  send(road: Road, span: Span): Promise<{ samples: number; seconds: number }>;
  /** Resolves when everything that was answered is where it shall be. */
  settled(): Promise<void>;
  /** Bytes of its data, flushed and merged. Senders begin anew, with the same values for everybody. */
  diskBytes(): Promise<number>;
  stop(): Promise<void>;
}

/** Ward, taking frames of agents. */
export async function wardByFrames(hosts: number, columns: number): Promise<Taker> {
  const ward = await startBenchWard(hosts, columns);
  let players = await playAgents(ward.url, ward.agents, columns);
  return {
    peer: undefined,
    get pid() {
      return ward.pid;
    },
    async send({ mode = 'message' }, { frames, fromMs, stepMs }) {
      const load: Load = { mode, agents: hosts, frames, fromMs, stepMs, framesPerSecond: 0 };
      const done = await players.run(load);
      return { samples: done.frames * columns, seconds: done.seconds };
    },
    settled: ward.settled,
    async diskBytes() {
      players.end();
      // It writes out what it holds in memory when it ends.
      await ward.restart();
      players = await playAgents(ward.url, ward.agents, columns);
      return folderBytes(join(ward.dataDir, 'store'));
    },
    async stop() {
      players.end();
      await ward.stop();
    },
  };
}

/** Ward, taking line protocol. */
export async function wardByLines(hosts: number, columns: number): Promise<Taker> {
  const ward = await startBenchWard(0, columns);
  const { key } = await ward.call<{ key: string }>('POST', '/api/v1/keys', { name: 'bench' });
  const destination: Destination = {
    url: `${ward.url}/write?precision=ns`,
    headers: { authorization: `Token ${key}` },
    format: 'lines',
  };
  return pushedTo(
    {
      destination,
      peer: undefined,
      pid: () => ward.pid,
      settled: ward.settled,
      async diskBytes() {
        await ward.restart();
        return folderBytes(join(ward.dataDir, 'store'));
      },
      stop: ward.stop,
    },
    hosts,
    columns,
  );
}

/** A program beside us. */
export async function peerTaker(peer: StorePeer, hosts: number, columns: number): Promise<Taker> {
  const { destination, diskBytes, stop } = peer;
  const settled = (samples: number) => untilTaken(peer, samples);
  return pushedTo(
    { destination, peer: peer.name, pid: () => peer.pid, settled, diskBytes, stop },
    hosts,
    columns,
  );
}

interface PushedTo {
  destination: Destination;
  peer: string | undefined;
  pid(): number;
  settled(samples: number): Promise<void>;
  diskBytes(): Promise<number>;
  stop(): Promise<void>;
}

async function pushedTo(program: PushedTo, hosts: number, columns: number): Promise<Taker> {
  let pushers = await playPushers(program.destination, hosts, columns);
  let sent = 0;
  return {
    peer: program.peer,
    get pid() {
      return program.pid();
    },
    async send({ shape }, span) {
      const done = await pushers.run({ shape, hosts, ...span });
      sent += done.samples;
      return done;
    },
    settled: () => program.settled(sent),
    async diskBytes() {
      pushers.end();
      const bytes = await program.diskBytes();
      pushers = await playPushers(program.destination, hosts, columns);
      return bytes;
    },
    async stop() {
      pushers.end();
      await program.stop();
    },
  };
}

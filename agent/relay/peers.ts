import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CLOSE } from './close-codes.ts';
import { openPeer, type Peer, type PeerOptions } from './peer.ts';
import { hashOfKey, loadPeerFile, type PeerFile, savePeerFile } from './peer-file.ts';
import { createRoom } from './room.ts';
import type { Upstream } from './upstream.ts';

/** Why an agent is not let in; only for 'unauthorized' trying again with the same key does not help. */
export type NotAdmitted = 'unauthorized' | 'unavailable' | 'full';

/** All agents that are passed on, by the hashes of their keys. */
export interface Peers {
  /** The agent with this key; one that was never here only when a collector accepts it. Never rejects. */
  admit(key: string): Promise<Peer | NotAdmitted>;
  /** A collector has just made this key. Never rejects. */
  learn(file: PeerFile): Promise<void>;
  all(): Iterable<Peer>;
  tick(): void;
  dropped(): number;
  stop(withinMs: number): Promise<void>;
}

export interface PeersOptions
  extends Pick<
    PeerOptions,
    'addresses' | 'connection' | 'log' | 'random' | 'wallMs' | 'monotonicMs' | 'times'
  > {
  folder: string;
  limitBytes: number;
  upstream: Upstream;
  maxPeers?: number;
}

const MAX_PEERS = 500;
/** A refused key is not asked about again for so long. */
const REFUSED_MS = 60_000;
const MAX_REFUSED = 1_000;
const HASH = /^[0-9a-f]{64}$/;
/** Segments are what is dropped at a time: few of a thousand agents' worth. */
const SEGMENTS = 1_000;

/** Opens what an earlier life has left. Rejects when the folder cannot be used. */
export async function openPeers(options: PeersOptions): Promise<Peers> {
  const { folder, limitBytes, upstream, log, monotonicMs, maxPeers = MAX_PEERS } = options;
  const peers = new Map<string, Peer>();
  const opening = new Map<string, Promise<Peer | NotAdmitted>>();
  const leaving = new Map<string, Promise<void>>();
  /** When a key was refused, by its hash. */
  const refused = new Map<string, number>();
  const room = createRoom(limitBytes, tenants);
  const segmentBytes = Math.min(4 * 1024 ** 2, Math.max(64 * 1024, limitBytes / SEGMENTS));
  let dropped = 0;
  let isStopped = false;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const hash of (await readdir(folder)).filter((name) => HASH.test(name))) {
    const file = loadPeerFile(join(folder, hash));
    if (file !== undefined) await open(hash, file).catch((error) => cannotOpen(hash, error));
    // It is opened when its agent comes again with the key.
    else
      log.error('what is known of an agent cannot be read; what waits for it waits on', {
        of: hash.slice(0, 8),
      });
  }

  return {
    async admit(key) {
      const hash = hashOfKey(key);
      const known = peers.get(hash);
      if (known) return known;
      if (isStopped) return 'unavailable';
      if (key === '' || key.length > 200 || isRefused(hash)) return 'unauthorized';
      return await once(hash, () => admitNew(hash, key));
    },
    async learn(file) {
      const hash = hashOfKey(file.key);
      refused.delete(hash);
      const peer = await once(hash, () => make(hash, file));
      if (typeof peer !== 'string') peer.learn(file);
    },
    all: () => peers.values(),
    tick() {
      for (const peer of peers.values()) peer.tick();
    },
    dropped: () => dropped,
    async stop(withinMs) {
      isStopped = true;
      await Promise.all([...peers.values()].map((peer) => peer.stop(withinMs)));
    },
  };

  function* tenants() {
    for (const { mailbox } of peers.values()) yield mailbox;
  }

  /** Whoever asks for one that is being opened gets that one. */
  async function once(hash: string, open: () => Promise<Peer | NotAdmitted>): Promise<Peer | NotAdmitted> {
    const known = peers.get(hash) ?? opening.get(hash);
    if (known) return await known;
    const opened = open().finally(() => opening.delete(hash));
    opening.set(hash, opened);
    return await opened;
  }

  async function admitNew(hash: string, key: string): Promise<Peer | NotAdmitted> {
    const verdict = await upstream.confirm(key);
    if (verdict === 'unknown') return 'unavailable';
    if (verdict === 'refused') {
      refuse(hash);
      return 'unauthorized';
    }
    return await make(hash, { key, aheadMs: 0 });
  }

  /** Its key is durable before anything is acknowledged to it. */
  async function make(hash: string, file: PeerFile): Promise<Peer | NotAdmitted> {
    await leaving.get(hash);
    if (peers.size >= maxPeers && !(await makePlace())) {
      log.warn('an agent is turned away: there are as many as are passed on', { limit: maxPeers });
      return 'full';
    }
    try {
      await savePeerFile(join(folder, hash), file);
      return await open(hash, file);
    } catch (error) {
      cannotOpen(hash, error as Error);
      return 'unavailable';
    }
  }

  async function open(hash: string, file: PeerFile): Promise<Peer> {
    const peer = await openPeer({
      ...options,
      folder: join(folder, hash),
      hash,
      file,
      room,
      segmentBytes,
      onRefused: (which) => void withdraw(which, file.key),
      onDropped: (items) => {
        dropped += items;
      },
    });
    peers.set(hash, peer);
    return peer;
  }

  /** Forgets the one that was not heard of for longest, of those for whom nothing waits. */
  async function makePlace(): Promise<boolean> {
    const idle = [...peers.values()].filter(({ isActive, mailbox }) => !isActive && mailbox.waiting === 0);
    const [longest] = idle.sort((a, b) => a.seenAtMs - b.seenAtMs);
    if (longest === undefined) return false;
    await forget(longest, CLOSE.tryAgain, 'other agents need the place');
    return true;
  }

  /** A connection with this key was refused: when a collector says so too, all of it goes. */
  async function withdraw(peer: Peer, key: string): Promise<void> {
    if ((await upstream.confirm(key)) !== 'refused' || peers.get(peer.hash) !== peer) return;
    const { waiting, bytes } = peer.mailbox;
    log.warn('a collector has withdrawn the key of an agent: what waits under it is given up', {
      passedOn: peer.name,
      items: waiting,
      bytes,
    });
    dropped += waiting;
    refuse(peer.hash);
    await forget(peer, CLOSE.withdrawn, 'the key is not accepted any more');
  }

  async function forget(peer: Peer, code: number, reason: string): Promise<void> {
    peers.delete(peer.hash);
    const left = peer.remove(code, reason).catch((error: Error) => {
      log.error('what is left of an agent cannot be removed', { why: error.message });
    });
    leaving.set(peer.hash, left);
    await left;
    leaving.delete(peer.hash);
  }

  function refuse(hash: string): void {
    refused.delete(hash);
    refused.set(hash, monotonicMs());
    const [oldest] = refused.keys();
    if (refused.size > MAX_REFUSED && oldest !== undefined) refused.delete(oldest);
  }

  function isRefused(hash: string): boolean {
    const atMs = refused.get(hash);
    return atMs !== undefined && monotonicMs() - atMs < REFUSED_MS;
  }

  function cannotOpen(hash: string, error: Error): void {
    log.error('the mailbox of an agent cannot be opened', { of: hash.slice(0, 8), why: error.message });
  }
}

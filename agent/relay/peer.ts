/*
 * One agent that is passed on.
 *
 *   its socket or POST ─► schemas ─► mailbox (disk) ─► sender ─► uplink with its key ═══► collector
 *          ▲                                                        │
 *          └──────── assignment, check, claimed, refusals ◄─────────┘
 */
import { rm } from 'node:fs/promises';
import { OUTBOX_LOSS, type OutboxLoss } from '#protocol/agent-report.ts';
import { type MessageHeader, readItems } from '#protocol/frame.ts';
import type { WireRecord } from '#protocol/record.ts';
import type { Acknowledgement, Hello, SequenceRange, ToAgent, Welcome } from '#protocol/session.ts';
import { PROTOCOL } from '#protocol/version.ts';
import type { Log } from '../log.ts';
import type { Loss } from '../outbox/disk-log.ts';
import { RangeSet } from '../outbox/range-set.ts';
import { recordItem } from '../probe-items.ts';
import type { CollectorAddress } from '../uplink/address.ts';
import type { ConnectionOptions } from '../uplink/connection.ts';
import type { Asked, Said } from '../uplink/link.ts';
import { createSender, type Sender } from '../uplink/sender.ts';
import { createUplink, type Uplink, type UplinkTimes } from '../uplink/uplink.ts';
import type { UplinkError } from '../uplink/uplink-error.ts';
import { CLOSE } from './close-codes.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { createPeerClock } from './peer-clock.ts';
import { type PeerFile, savePeerFile } from './peer-file.ts';
import type { Room } from './room.ts';
import { openPeerSchemas } from './schemas.ts';
import { createUnsaid } from './unsaid.ts';

/** The open socket of an agent. */
export interface PeerSession {
  readonly hello: Hello;
  readonly isOpen: boolean;
  /** Asks for a sign of life; false after this long without any. */
  isThere(withinMs: number): Promise<boolean>;
  welcome(welcome: Welcome): void;
  readonly isWelcome: boolean;
  send(message: ToAgent): void;
  close(code: number, reason: string): void;
}

/** One agent whose items are kept and delivered with its own key. */
export interface Peer {
  readonly hash: string;
  /** For logs: never its key. */
  readonly name: string;
  readonly mailbox: Pick<Mailbox, 'bytes' | 'waiting' | 'oldest' | 'dropOldest'>;
  /** Heard of not long ago, by whichever way. */
  readonly isActive: boolean;
  readonly seenAtMs: number;
  /** A checked message; what it resolves with is durable. Rejects when the disk takes nothing. */
  take(
    message: Uint8Array,
    header: MessageHeader,
    by: 'websocket' | 'post',
  ): Promise<Pick<Acknowledgement, 'ranges' | 'schemasNeeded'>>;
  /** A socket has said hello; it is welcomed, or closed when another machine uses the same key. */
  attach(session: PeerSession): Promise<void>;
  detach(session: PeerSession): void;
  say(session: PeerSession, said: Said): void;
  /** What a collector told of it in another way. */
  learn(known: Pick<PeerFile, 'agent' | 'target' | 'hostname'>): void;
  /** Called every few seconds. */
  tick(): void;
  /** Sends what it can within the time and ends; what is left waits on disk. */
  stop(withinMs: number): Promise<void>;
  /** Ends it for a reason that its socket is closed with, and leaves nothing behind. */
  remove(code: number, reason: string): Promise<void>;
}

export interface PeerOptions {
  folder: string;
  hash: string;
  file: PeerFile;
  room: Room;
  segmentBytes: number;
  addresses: readonly CollectorAddress[];
  connection: ConnectionOptions;
  log: Log;
  random(): number;
  wallMs(): number;
  monotonicMs(): number;
  times?: UplinkTimes;
  /** A connection upstream was refused for its key; whether that is final is for others to find out. */
  onRefused(peer: Peer): void;
  onDropped(items: number): void;
}

/** A connection that is still there answers a ping within this time; an agent waits twice as long for its welcome. */
const ANSWER_MS = 5_000;
/** Who sends by POST counts as there, and its way upstream stays open, for so long. */
const POSTS_LINGER_MS = 60_000;
/** A machine that was refused under a key that another one uses tries again within ten minutes. */
const CLONED_MS = 600_000;
/** The newest values of every probe of a machine. */
const RECENT_BYTES = 64 * 1024;
/** The newest values of some hundred devices. */
const RECENT_BYTES_OF_A_ZONE = 4 * 1024 ** 2;
/** A smaller change of a clock is not worth a write. */
const CLOCK_MS = 5_000;
const MAX_LOSS_RANGES = 1_000;

/** Opens the mailbox of an agent. Rejects when the disk does not let it. */
export async function openPeer(options: PeerOptions): Promise<Peer> {
  const { folder, hash, wallMs, monotonicMs } = options;
  let file = options.file;
  const log = namedLog(options.log, () => peer.name);
  const clock = createPeerClock(file.aheadMs);
  const unsaid = createUnsaid();
  const mailbox = await openMailbox({
    folder,
    room: options.room,
    segmentBytes: options.segmentBytes,
    recentBytes: () => (file.hello?.zone === undefined ? RECENT_BYTES : RECENT_BYTES_OF_A_ZONE),
    wallMs,
    onKept(live, isMoreBehind) {
      if (live.length > 0) sender.offer(live);
      if (isMoreBehind) sender.behind();
      steer();
    },
    onLoss,
  });
  const schemas = await openPeerSchemas({ folder, inUse: mailbox.schemasInUse, askFor });
  const sender = createSender({
    outbox: mailbox,
    shelf: schemas,
    wallMs: () => wallMs() + clock.aheadMs,
    monotonicMs,
    onRefused: (code, detail) => log.warn('the collector refuses items for good', { code, detail }),
  });
  const passingDown: Sender = {
    ...sender,
    acknowledged(acknowledgement) {
      sender.acknowledged(acknowledgement);
      const { epoch, refused } = acknowledgement;
      // It has let go of them long ago, and is to know all the same.
      if (refused.length > 0 && session?.isWelcome) session.send({ ...nothing(epoch), refused });
    },
  };
  let session: PeerSession | undefined;
  let deciding: Promise<void> = Promise.resolve();
  let seenAtMs = wallMs();
  let postedAtMs = Number.NEGATIVE_INFINITY;
  /** Nothing is delivered before that: two machines use the key. */
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let isStopped = false;
  /** The way upstream, and for whom it was opened. */
  let uplink: Uplink | undefined;
  let openFor: PeerSession | 'post' | undefined;
  let steering: Promise<void> | undefined;
  let saving: Promise<void> = Promise.resolve();

  const peer: Peer = {
    hash,
    get name() {
      return file.hello?.hostname ?? file.hostname ?? hash.slice(0, 8);
    },
    mailbox,
    get isActive() {
      return session !== undefined || monotonicMs() - postedAtMs < POSTS_LINGER_MS;
    },
    get seenAtMs() {
      return seenAtMs;
    },
    async take(message, header, by) {
      seenAtMs = wallMs();
      clock.heard(header.sentMs, seenAtMs);
      if (by === 'post') postedAtMs = monotonicMs();
      const { taken, needed } = schemas.sort(readItems(message));
      if (taken.length > 0) await mailbox.take(header.epoch, taken);
      const ranges = new RangeSet();
      for (const { sequence } of taken) ranges.add(sequence);
      return { ranges: ranges.toRanges(), schemasNeeded: needed };
    },
    attach(newSession) {
      const decided = deciding.then(() => decide(newSession));
      deciding = decided.catch(() => {});
      return decided;
    },
    detach(old) {
      if (session !== old) return;
      session = undefined;
      seenAtMs = wallMs();
      unsaid.clear();
      steer();
    },
    say(from, said) {
      if (from !== session) return;
      if (!uplink?.say(said)) unsaid.keep(said);
    },
    learn({ agent, target, hostname }) {
      remember({ ...file, agent, target, hostname });
    },
    tick() {
      if (Math.abs(clock.aheadMs - file.aheadMs) >= CLOCK_MS) remember({ ...file, aheadMs: clock.aheadMs });
      void mailbox.tidy().catch(() => {});
      steer();
    },
    async stop(withinMs) {
      if (isStopped) return;
      isStopped = true;
      session?.close(CLOSE.goingAway, 'the relay stops');
      await uplink?.close(withinMs);
      await steering;
      await saving;
      await mailbox.close().catch(() => {});
    },
    async remove(code, reason) {
      session?.close(code, reason);
      await peer.stop(0);
      await mailbox.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
  steer();
  return peer;

  /** Of two sockets one is a leftover, or two machines use one key; collectors judge it in the same way. */
  async function decide(next: PeerSession): Promise<void> {
    const before = session;
    if (before?.isOpen && next.isOpen) {
      const isOther = before.hello.run !== next.hello.run;
      if (isOther && (await before.isThere(ANSWER_MS))) {
        log.warn('another machine works under the key of this one', { refused: next.hello.hostname });
        next.close(
          CLOSE.cloned,
          `another machine works under this key: ${before.hello.hostname}`.slice(0, 120),
        );
        return;
      }
      before.close(CLOSE.replaced, 'replaced by a newer connection');
    }
    if (!next.isOpen || isStopped) return next.close(CLOSE.tryAgain, 'the relay stops');
    session = next;
    seenAtMs = wallMs();
    notBeforeMs = Number.NEGATIVE_INFINITY;
    unsaid.clear();
    remember({ ...file, hello: next.hello });
    welcome();
    steer();
  }

  /** At once when a collector has said before what its target is; otherwise when one does. */
  function welcome(): void {
    const { agent, target } = file;
    if (!session || session.isWelcome || agent === undefined || target === undefined) return;
    session.welcome({ type: 'welcome', agent, target, have: mailbox.have(session.hello.epoch) });
  }

  function wanted(): PeerSession | 'post' | undefined {
    if (isStopped) return undefined;
    if (session) return session;
    if (monotonicMs() < notBeforeMs) return undefined;
    // A collector shall see an agent connected only while it is: what is left of one that is gone is posted.
    return mailbox.waiting > 0 || monotonicMs() - postedAtMs < POSTS_LINGER_MS ? 'post' : undefined;
  }

  /** Makes the way upstream the one that is wanted. */
  function steer(): void {
    if (openFor === wanted()) return;
    steering ??= steerNow().finally(() => {
      steering = undefined;
    });
  }

  async function steerNow(): Promise<void> {
    while (openFor !== wanted()) {
      await uplink?.close(0);
      uplink = undefined;
      openFor = wanted();
      if (openFor === undefined) continue;
      uplink = openUplink(openFor);
      uplink.start();
    }
  }

  function openUplink(forWhom: PeerSession | 'post'): Uplink {
    let said = unheardHello();
    const hello = (): Hello => {
      said = file.hello ?? unheardHello();
      return said;
    };
    return createUplink({
      ...options,
      caller: { key: file.key, hello },
      sender: passingDown,
      log,
      only: forWhom === 'post' ? 'post' : undefined,
      // It may have begun another life since it said hello.
      onWelcome: (welcome) => onWelcome(welcome, said.epoch),
      onConnected: () => unsaid.flush((said) => uplink?.say(said) ?? false),
      onAsked,
      onUnauthorized,
    });
  }

  function onWelcome({ agent, target, have }: Welcome, epoch: string): void {
    mailbox.release(epoch, have);
    const isOther = target !== file.target;
    if (isOther || agent !== file.agent) remember({ ...file, agent, target });
    if (!session?.isWelcome) welcome();
    else if (isOther) session.close(CLOSE.changed, 'the collector has another target for this machine');
  }

  function onAsked(asked: Asked): void {
    if (!session?.isWelcome) return;
    session.send(asked);
    if (asked.type !== 'assignment' || !file.hello) return;
    // What it would say itself if it came anew.
    remember({ ...file, hello: { ...file.hello, assignment: asked.revision } });
  }

  async function onUnauthorized(error: UplinkError): Promise<boolean> {
    if (error.code === CLOSE.cloned) {
      notBeforeMs = monotonicMs() + CLONED_MS;
      session?.close(CLOSE.cloned, error.message.slice(0, 120));
    } else options.onRefused(peer);
    return false;
  }

  function onLoss({ epoch, ranges, reason }: Loss): void {
    const items = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
    options.onDropped(items);
    log.warn('items that waited for a collector are lost', { reason, items });
    if (file.target === undefined) return;
    // Said in its name, so that what is missing has a reason.
    const data: OutboxLoss = { epoch, ranges: ranges.slice(0, MAX_LOSS_RANGES) as SequenceRange[], reason };
    const record: WireRecord = { target: file.target, kind: 'event', key: OUTBOX_LOSS, data };
    mailbox.append([recordItem(JSON.stringify(record), wallMs() + clock.aheadMs)]);
  }

  function askFor(id: string): void {
    if (!session?.isWelcome) return;
    session.send({ ...nothing(session.hello.epoch), schemasNeeded: [id] });
  }

  function remember(next: PeerFile): void {
    file = next;
    saving = saving
      .then(() => savePeerFile(folder, file))
      .catch((error: Error) =>
        log.error('what is known of this agent cannot be kept', { why: error.message }),
      );
  }

  function unheardHello(): Hello {
    const { epoch } = mailbox;
    const unknown = { version: '', run: hash.slice(0, 16), machine: '', hostname: peer.name, assignment: 0 };
    return { type: 'hello', protocol: PROTOCOL.current, epoch, ...unknown };
  }
}

/** An acknowledgement that says nothing yet. */
function nothing(epoch: string): Acknowledgement {
  return { type: 'acknowledged', epoch, ranges: [], refused: [], schemasNeeded: [], retryAfterMs: 0 };
}

/** Says of whom a line is. */
function namedLog(log: Log, name: () => string): Log {
  return {
    info: (text, data) => log.info(text, { passedOn: name(), ...data }),
    warn: (text, data) => log.warn(text, { passedOn: name(), ...data }),
    error: (text, data) => log.error(text, { passedOn: name(), ...data }),
  };
}

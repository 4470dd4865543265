import { randomFillSync } from 'node:crypto';
import type { RemoteInfo, Socket } from 'node:dgram';
import { type CommunityAnswer, decodeAnswer } from './answer.ts';
import { createGate, type Gate } from './gate.ts';
import { type Place, placeKey } from './place.ts';
import {
  closeQuietly,
  createSocketPool,
  createUdpSocket,
  type SendFailed,
  type SocketPool,
} from './sockets.ts';
import { readMessageId } from './v3/message-id.ts';

/** What all sessions of a process share: a few sockets, and the table of questions that wait for an answer. */
export interface SnmpTransport {
  readonly figures: Readonly<TransportFigures>;
  /** Requests under way in the whole process. */
  readonly gate: Gate;
  /** Registers a session for what comes from its device and answers no question; the result ends that. */
  join(neighbour: Neighbour): () => void;
  /** An id that no other question under way has, and that nobody can guess. Answers to it go to the question. */
  expect(question: Question): number;
  forget(id: number): void;
  /** The same for a message of version 3, whose id is not of our choice: answers come to its session. */
  expectSecure(messageId: number, misdirected: (from: string) => void): void;
  forgetSecure(messageId: number): void;
  send(place: Place, bytes: Uint8Array, failed: SendFailed): void;
  /**
   * The same through a socket of its own, which hears of a closed port. Answers come as usual; the result ends it.
   * Where too many are open already it goes through the shared ones.
   */
  knock(place: Place, bytes: Uint8Array, failed: SendFailed): () => void;
  /** May be called twice. Sessions of a closed transport fail. */
  close(): void;
}

export interface TransportFigures {
  /** Datagrams that came from nobody who was asked. */
  strayAnswers: number;
  socketErrors: number;
  sockets: number;
  /** Questions that wait for an answer. */
  underWay: number;
}

export interface TransportOptions {
  socketsPerFamily?: number;
  /** Requests under way at once, of all sessions together. */
  maxUnderWay?: number;
}

/** One question in version 1 or 2c. */
export interface Question {
  place: Place;
  answered(answer: CommunityAnswer): void;
  /** Its id came from elsewhere. */
  misdirected(from: string): void;
}

/** A session, as seen by what its device says unasked. */
export interface Neighbour {
  place: Place;
  /** `late`: a well-formed answer to no question under way. `garbage`: it follows no rule. */
  stray(what: 'late' | 'garbage'): void;
  /** A message of version 3; false when its id is none of the session's. */
  secure?(messageId: number, bytes: Uint8Array): boolean;
}

const maxKnocks = 64;

/** Sockets are opened when something is sent. */
export function createTransport(options: TransportOptions = {}): SnmpTransport {
  const { socketsPerFamily = 4, maxUnderWay = 1_024 } = options;
  const questions = new Map<number, Question>();
  const secureMessages = new Map<number, (from: string) => void>();
  const neighbours = new Map<string, Set<Neighbour>>();
  const knocks = new Set<Socket>();
  const freshId = createIds((id) => questions.has(id));
  const count = { strayAnswers: 0, socketErrors: 0 };

  const received = (bytes: Uint8Array, sender: RemoteInfo) => {
    const messageId = readMessageId(bytes);
    if (messageId !== undefined) return receivedSecure(messageId, bytes, sender);
    const answer = decodeAnswer(bytes);
    if (!answer) return stray('garbage', sender);
    const question = questions.get(answer.id);
    if (!question) return stray('late', sender);
    if (isFrom(question.place, sender)) question.answered(answer);
    else question.misdirected(showSender(sender));
  };

  const receivedSecure = (messageId: number, bytes: Uint8Array, sender: RemoteInfo) => {
    for (const neighbour of neighboursAt(sender)) {
      if (neighbour.secure?.(messageId, bytes)) return;
    }
    const misdirected = secureMessages.get(messageId);
    if (misdirected) misdirected(showSender(sender));
    else stray('late', sender);
  };

  const stray = (what: 'late' | 'garbage', sender: RemoteInfo) => {
    const found = neighboursAt(sender);
    if (found.size === 0) count.strayAnswers++;
    for (const neighbour of found) neighbour.stray(what);
  };

  const neighboursAt = ({ address, port }: RemoteInfo) =>
    neighbours.get(placeKey(withoutZone(address), port)) ?? nobody;

  const events = { received, socketFailed: () => void count.socketErrors++ };
  const pools: Record<4 | 6, SocketPool> = {
    4: createSocketPool(4, socketsPerFamily, events),
    6: createSocketPool(6, socketsPerFamily, events),
  };

  return {
    gate: createGate(maxUnderWay),
    get figures() {
      return {
        ...count,
        sockets: pools[4].open + pools[6].open + knocks.size,
        underWay: questions.size + secureMessages.size,
      };
    },
    join(neighbour) {
      const key = placeKey(neighbour.place.address, neighbour.place.port);
      const there = neighbours.get(key) ?? new Set();
      neighbours.set(key, there.add(neighbour));
      return () => {
        there.delete(neighbour);
        if (there.size === 0 && neighbours.get(key) === there) neighbours.delete(key);
      };
    },
    expect(question) {
      const id = freshId();
      questions.set(id, question);
      return id;
    },
    forget: (id) => void questions.delete(id),
    expectSecure: (messageId, misdirected) => void secureMessages.set(messageId, misdirected),
    forgetSecure: (messageId) => void secureMessages.delete(messageId),
    send: (place, bytes, failed) => pools[place.family].send(place, bytes, failed),
    knock(place, bytes, failed) {
      if (knocks.size >= maxKnocks) {
        pools[place.family].send(place, bytes, failed);
        return () => {};
      }
      const socket = createUdpSocket(place.family);
      knocks.add(socket);
      const end = () => {
        if (knocks.delete(socket)) closeQuietly(socket);
      };
      const fail = (error: Error) => {
        end();
        failed(error);
      };
      socket.on('message', received);
      socket.on('error', fail);
      socket.on('connect', () => socket.send(bytes, (error) => error && fail(error)));
      socket.unref();
      try {
        socket.connect(place.port, place.sendTo);
      } catch (error) {
        fail(error as Error);
      }
      return end;
    },
    close() {
      pools[4].close();
      pools[6].close();
      for (const socket of knocks) closeQuietly(socket);
      knocks.clear();
    },
  };
}

const nobody: ReadonlySet<Neighbour> = new Set();

function isFrom(place: Place, sender: RemoteInfo): boolean {
  return place.port === sender.port && place.address === withoutZone(sender.address);
}

function showSender({ address, port }: RemoteInfo): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function withoutZone(address: string): string {
  const at = address.indexOf('%');
  return at < 0 ? address : address.slice(0, at);
}

/** 31 bits, and never fewer than 25, so that an id always takes four bytes. */
function createIds(isTaken: (id: number) => boolean): () => number {
  const drawn = new Uint32Array(512);
  let left = 0;
  return () => {
    for (;;) {
      if (left === 0) {
        randomFillSync(drawn);
        left = drawn.length;
      }
      const id = drawn[--left]! >>> 1;
      if (id >= 2 ** 24 && !isTaken(id)) return id;
    }
  };
}

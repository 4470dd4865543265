import type { Session, User } from 'net-snmp';
import type { Answer } from '../answer.ts';
import type { ExchangeOptions, Waiting } from '../exchange.ts';
import { notSent } from '../failures.ts';
import { decodeOid } from '../oid.ts';
import type { Request } from '../request.ts';
import { Channel } from './channel.ts';
import { engineWasMet, type Library } from './library.ts';
import { readMessageId } from './message-id.ts';
import { openSecureMessage } from './secure-message.ts';

/** A session of net-snmp with what it belongs to: what is known of a device's engine. */
export interface Engine {
  session: Session;
  channel: Channel;
  user: User;
}

/** How one attempt ended. */
export type Outcome =
  | { kind: 'answer'; answer: Answer; request: Request }
  | { kind: 'report'; oid: string; engine: string }
  | { kind: 'silence' }
  | { kind: 'aborted' }
  | { kind: 'failed'; error: Error };

/** One question with all its attempts: an answer to any of them will do. */
export interface Asking {
  heard: Waiting;
  /** From where an answer came instead. */
  otherSender: string | undefined;
  /** The report that came last; it is the reason when net-snmp gives up. */
  report: Extract<Outcome, { kind: 'report' }> | undefined;
  /** Ends the attempt that is under way. */
  settle(outcome: Outcome): void;
  knocks: (() => void)[];
}

export interface Attempt {
  request: Request;
  timeoutMs: number;
  /** The last one asks the kernel as well whether the port is closed. */
  isLast: boolean;
}

/** Attempts in version 3: net-snmp asks, over Ward's sockets, and its answers are opened and read here. */
export interface Attempts {
  openEngine(library: Library, user: User): Engine;
  once(library: Library, asking: Asking, engine: Engine, attempt: Attempt): Promise<Outcome>;
  /** Takes a message of the device; false when it answers nothing. */
  received(messageId: number, bytes: Buffer): boolean;
  /** Ends everything that still waits for a question. */
  forget(asking: Asking): void;
}

/** A datagram that waits for its answer. */
interface Sent {
  library: Library;
  engine: Engine;
  asking: Asking;
  request: Request;
}

export function createAttempts(
  { place, figures, transport }: Omit<ExchangeOptions, 'manners'>,
  context: string,
): Attempts {
  const sent = new Map<number, Sent>();
  // What is being sent, while net-snmp sends it.
  let sending: (Omit<Sent, 'engine'> & { isLast: boolean }) | undefined;

  const send = (engine: Engine, bytes: Buffer) => {
    const messageId = readMessageId(bytes);
    if (!sending || messageId === undefined) return;
    const { library, asking, request, isLast } = sending;
    sent.set(messageId, { library, engine, asking, request });
    transport.expectSecure(messageId, (from) => {
      figures.strayAnswers++;
      asking.otherSender ??= from;
    });
    figures.requests++;
    const failed = (error: Error) => {
      const failure = notSent(error, place);
      if (failure) asking.settle({ kind: 'failed', error: failure });
    };
    if (isLast) asking.knocks.push(transport.knock(place, bytes, failed));
    else transport.send(place, bytes, failed);
  };

  const forgetMessage = (messageId: number) => {
    sent.delete(messageId);
    transport.forgetSecure(messageId);
  };

  return {
    openEngine(library, user) {
      const channel = new Channel((bytes) => send(engine, bytes));
      const session = library.createV3Session(place.address, user, {
        port: place.port,
        retries: 0,
        context,
        dgramModule: { createSocket: () => channel },
      });
      engineWasMet(library);
      // What net-snmp cannot read was read here before, or will time out.
      session.on('error', () => {});
      const engine = { session, channel, user };
      return engine;
    },

    once: (library, asking, engine, { request, timeoutMs, isLast }) =>
      new Promise((resolve) => {
        asking.settle = resolve;
        asking.report = undefined;
        engine.session.timeout = timeoutMs;
        sending = { library, asking, request, isLast };
        try {
          ask(engine.session, request, (error) => {
            if (!error) return;
            if (error instanceof library.RequestTimedOutError) resolve({ kind: 'silence' });
            else resolve(asking.report ?? { kind: 'failed', error });
          });
        } catch (error) {
          resolve({ kind: 'failed', error: error as Error });
        } finally {
          sending = undefined;
        }
      }),

    received(messageId, bytes) {
      const found = sent.get(messageId);
      if (!found) return false;
      const { library, engine, asking, request } = found;
      const message = openSecureMessage(bytes, engine.user, library);
      if (!message) {
        figures.strayAnswers++;
        asking.heard.garbage++;
        return true;
      }
      forgetMessage(messageId);
      if (message.kind === 'answer') asking.settle({ ...message, request });
      else asking.report = message;
      // net-snmp keeps its clock by it, and answers a report by asking again where that may help.
      sending = { library, asking, request, isLast: false };
      try {
        engine.channel.emit('message', bytes);
      } catch (error) {
        asking.settle({ kind: 'failed', error: error as Error });
      } finally {
        sending = undefined;
      }
      return true;
    },

    forget(asking) {
      for (const endKnock of asking.knocks) endKnock();
      for (const [messageId, { asking: whose, engine }] of sent) {
        if (whose !== asking) continue;
        engine.session.unregisterRequest(messageId);
        forgetMessage(messageId);
      }
    },
  };
}

function ask(
  session: Session,
  { kind, oids, repetitions }: Request,
  done: (error: Error | null) => void,
): void {
  const texts = oids.map((oid) => decodeOid(oid, 0, oid.length)!);
  if (kind === 'get') session.get(texts, done);
  else if (kind === 'getNext') session.getNext(texts, done);
  else session.getBulk(texts, 0, repetitions, done);
}

import type { Session, User } from 'net-snmp';
import { ProbeError } from '../../../probe-error.ts';
import type { Answer } from '../answer.ts';
import { type Exchange, type ExchangeOptions, type Waiting, waitMs } from '../exchange.ts';
import { givenUp, noAnswer, notSent } from '../failures.ts';
import { decodeOid } from '../oid.ts';
import { showPlace } from '../place.ts';
import type { Request } from '../request.ts';
import type { UserCredential } from '../settings.ts';
import { Channel } from './channel.ts';
import { engineWasMet, type Library, loadLibrary } from './library.ts';
import { readMessageId } from './message-id.ts';
import { notTaken, reportReason, unanswered } from './report.ts';
import { openSecureMessage } from './secure-message.ts';

/** Exchanges in version 3, and where the session hands in what came from the device. */
export interface SecureLine {
  exchange: Exchange;
  /** False for a message that answers nothing. */
  secure(messageId: number, bytes: Uint8Array): boolean;
  /** The engine that took the user, in hexadecimal digits. */
  readonly engine: string | undefined;
}

/** A session of net-snmp with what it belongs to. */
interface Engine {
  session: Session;
  channel: Channel;
  user: User;
}

/** How one attempt ended. */
type Outcome =
  | { kind: 'answer'; answer: Answer; request: Request }
  | { kind: 'report'; oid: string; engine: string }
  | { kind: 'silence' }
  | { kind: 'aborted' }
  | { kind: 'failed'; error: Error };

/** One question with all its attempts: an answer to any of them will do. */
interface Asking {
  heard: Waiting;
  otherwise: Extract<Outcome, { kind: 'report' }> | undefined;
  settle(outcome: Outcome): void;
  knocks: (() => void)[];
}

/** A datagram that waits for its answer. */
interface Sent {
  engine: Engine;
  asking: Asking;
  request: Request;
}

/**
 * Exchanges with a user of SNMPv3. net-snmp discovers engines, keeps their time and signs; its answers are opened
 * and read here, so that one odd value does not lose the others. What an engine taught is thrown away as soon as
 * something disagrees with it, and learnt again at once.
 */
export function createSecureExchange(
  credential: UserCredential,
  { place, manners, figures, transport }: ExchangeOptions,
  waiting: Set<Waiting>,
): SecureLine {
  const sent = new Map<number, Sent>();
  let library: Library;
  let engine: Engine | undefined;
  let takenBy: string | undefined;
  let silencesSinceTaken = 0;
  // What is being sent, while net-snmp sends it.
  let sending: { asking: Asking; request: Request; isLast: boolean } | undefined;

  const openEngine = (user: User): Engine => {
    const channel = new Channel((bytes) => {
      const messageId = readMessageId(bytes);
      if (!sending || messageId === undefined) return;
      const { asking, request, isLast } = sending;
      sent.set(messageId, { engine: opened, asking, request });
      figures.requests++;
      const failed = (error: Error) => {
        const failure = notSent(error, place);
        if (failure) asking.settle({ kind: 'failed', error: failure });
      };
      if (isLast) asking.knocks.push(transport.knock(place, bytes, failed));
      else transport.send(place, bytes, failed);
    });
    const session = library.createV3Session(place.address, user, {
      port: place.port,
      retries: 0,
      context: credential.context ?? '',
      dgramModule: { createSocket: () => channel },
    });
    engineWasMet(library);
    // What net-snmp cannot read was read here before, or will time out.
    session.on('error', () => {});
    const opened = { session, channel, user };
    return opened;
  };

  const once = (
    asking: Asking,
    by: Engine,
    request: Request,
    ms: number,
    isLast: boolean,
  ): Promise<Outcome> =>
    new Promise((resolve) => {
      asking.settle = resolve;
      by.session.timeout = ms;
      sending = { asking, request, isLast };
      try {
        send(by.session, request, (error) => {
          if (!error) return;
          if (error instanceof library.RequestTimedOutError) resolve({ kind: 'silence' });
          else resolve(asking.otherwise ?? { kind: 'failed', error });
        });
      } catch (error) {
        resolve({ kind: 'failed', error: error as Error });
      } finally {
        sending = undefined;
      }
    });

  const secure = (messageId: number, bytes: Uint8Array): boolean => {
    const found = sent.get(messageId);
    if (!found) return false;
    const { engine: by, asking, request } = found;
    const message = openSecureMessage(bytes as Buffer, by.user, library);
    if (!message) {
      figures.strayAnswers++;
      asking.heard.garbage++;
      return true;
    }
    sent.delete(messageId);
    if (message.kind === 'answer') asking.settle({ ...message, request });
    else asking.otherwise = message;
    // net-snmp keeps its clock by it, and answers a report by asking again where that may help.
    sending = { asking, request, isLast: false };
    try {
      by.channel.emit('message', bytes);
    } catch (error) {
      asking.settle({ kind: 'failed', error: error as Error });
    } finally {
      sending = undefined;
    }
    return true;
  };

  const exchange: Exchange = async (requestFor, signal) => {
    library ??= await loadLibrary();
    const asking: Asking = { heard: { garbage: 0 }, otherwise: undefined, settle: () => {}, knocks: [] };
    const abort = () => asking.settle({ kind: 'aborted' });
    signal.addEventListener('abort', abort);
    waiting.add(asking.heard);
    try {
      if (signal.aborted) throw givenUp(place, signal);
      return await converse(asking, requestFor, signal);
    } finally {
      signal.removeEventListener('abort', abort);
      waiting.delete(asking.heard);
      for (const endKnock of asking.knocks) endKnock();
      for (const [messageId, { asking: whose, engine: by }] of sent) {
        if (whose !== asking) continue;
        by.session.unregisterRequest(messageId);
        sent.delete(messageId);
      }
    }
  };

  const converse = async (asking: Asking, requestFor: (attempt: number) => Request, signal: AbortSignal) => {
    let renewals = 0;
    let waitedMs = 0;
    let isFresh = false;
    for (let attempt = 0; attempt <= manners.retries; ) {
      if (!engine) {
        engine = openEngine(userOf(credential, library));
        isFresh = true;
      }
      const by = engine;
      const ms = waitMs(manners, attempt);
      if (attempt > 0) figures.repeats++;
      asking.otherwise = undefined;
      const isLast = attempt > 0 && attempt === manners.retries;
      const outcome = await once(asking, by, requestFor(attempt), ms, isLast);

      switch (outcome.kind) {
        case 'answer': {
          takenBy = engineId(by.session);
          silencesSinceTaken = 0;
          return { answer: outcome.answer, request: outcome.request };
        }
        case 'aborted':
          throw givenUp(place, signal);
        case 'silence':
          waitedMs += ms;
          attempt++;
          break;
        case 'report':
        case 'failed': {
          if (engine === by) engine = undefined;
          const failure = failureOf(outcome);
          if (failure.isFinal) throw failure.error;
          const mayHelp = !isFresh || failure.mayPass;
          if (!mayHelp || renewals === 2) throw failure.error;
          renewals++;
          break;
        }
      }
    }
    const tries = manners.retries + 1;
    const silent = engine;
    // The next question begins with discovery again: the device may be another one then.
    engine = undefined;
    if (asking.heard.garbage === 0 && silent?.session.msgSecurityParameters && isFresh) {
      throw await whyUnanswered(asking, silent);
    }
    throw noAnswer({ place, tries, waitedMs, version: '3', garbage: asking.heard.garbage });
  };

  const failureOf = (outcome: Extract<Outcome, { kind: 'report' | 'failed' }>) => {
    if (outcome.kind === 'report') {
      const reason = reportReason(outcome.oid);
      const error = notTaken(reason, place, credential.user, outcome.engine, takenBy);
      const mayPass = reason === 'not_in_time_window' || reason === 'unknown_engine';
      return { error, mayPass, isFinal: false };
    }
    const cause = outcome.error;
    if (cause instanceof ProbeError) return { error: cause, mayPass: false, isFinal: true };
    const message = `${showPlace(place)} could not be asked in SNMPv3: ${cause.message}`;
    return { error: new ProbeError('failed', message, { cause }), mayPass: false, isFinal: false };
  };

  /** An engine that was just discovered, and then said nothing. */
  const whyUnanswered = async (asking: Asking, silent: Engine) => {
    silencesSinceTaken++;
    const { user } = credential;
    const wasTakenLately = takenBy === engineId(silent.session) && silencesSinceTaken < 2;
    if (credential.level !== 'authPriv' || wasTakenLately) return unanswered(place, user, 'silent');
    const { authNoPriv } = library.SecurityLevel;
    const open = openEngine({ ...silent.user, level: authNoPriv });
    const { msgSecurityParameters } = silent.session;
    if (msgSecurityParameters) open.session.msgSecurityParameters = { ...msgSecurityParameters };
    const outcome = await once(asking, open, sysUpTime, manners.timeoutMs, false);
    if (outcome.kind === 'answer') return unanswered(place, user, 'privacy');
    if (outcome.kind === 'report') {
      const reason = reportReason(outcome.oid);
      if (reason === 'unsupported_level') return unanswered(place, user, 'privacy');
      return notTaken(reason, place, user, outcome.engine, takenBy);
    }
    return unanswered(place, user, 'perhaps_privacy');
  };

  return {
    exchange,
    secure,
    get engine() {
      return takenBy;
    },
  };
}

const sysUpTime: Request = {
  kind: 'get',
  oids: [Uint8Array.of(0x2b, 6, 1, 2, 1, 1, 3, 0)],
  repetitions: 0,
};

function send(
  session: Session,
  { kind, oids, repetitions }: Request,
  done: (error: Error | null) => void,
): void {
  const texts = oids.map((oid) => decodeOid(oid, 0, oid.length)!);
  if (kind === 'get') session.get(texts, done);
  else if (kind === 'getNext') session.getNext(texts, done);
  else session.getBulk(texts, 0, repetitions, done);
}

function userOf(credential: UserCredential, { SecurityLevel, AuthProtocols, PrivProtocols }: Library): User {
  const { user, level, auth, auth_password, priv, priv_password } = credential;
  const named: User = { name: user, level: SecurityLevel[level] };
  if (level === 'noAuthNoPriv') return named;
  const signing: User = { ...named, authProtocol: AuthProtocols[auth!], authKey: auth_password! };
  if (level === 'authNoPriv') return signing;
  return { ...signing, privProtocol: PrivProtocols[priv!], privKey: priv_password! };
}

function engineId({ msgSecurityParameters }: Session): string | undefined {
  return msgSecurityParameters?.msgAuthoritativeEngineID.toString('hex');
}

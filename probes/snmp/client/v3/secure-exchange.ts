import type { Session, User } from 'net-snmp';
import { ProbeError } from '../../../probe-error.ts';
import { type Exchange, type ExchangeOptions, type Waiting, waitMs } from '../exchange.ts';
import { givenUp, noAnswer } from '../failures.ts';
import { encodeOid } from '../oid.ts';
import { showPlace } from '../place.ts';
import type { Request } from '../request.ts';
import type { UserCredential } from '../settings.ts';
import { type Asking, createAttempts, type Engine, type Outcome } from './attempts.ts';
import { type Library, loadLibrary } from './library.ts';
import { notTaken, reportReason, unanswered } from './report.ts';

/** Exchanges in version 3, and where the session hands in what came from the device. */
export interface SecureLine {
  exchange: Exchange;
  /** False for a message that answers nothing. */
  secure(messageId: number, bytes: Uint8Array): boolean;
  /** The engine that took the user, in hexadecimal digits. */
  readonly engine: string | undefined;
}

const maxRenewals = 2;

/**
 * Exchanges with a user of SNMPv3. net-snmp discovers engines, keeps their time and signs. What an engine taught is
 * thrown away as soon as something disagrees with it, and learnt again at once: devices get replaced, and some begin
 * their count of boots again.
 */
export function createSecureExchange(
  credential: UserCredential,
  options: ExchangeOptions,
  waiting: Set<Waiting>,
): SecureLine {
  const { place, manners, figures } = options;
  const attempts = createAttempts(options, credential.context ?? '');
  let library: Library;
  let engine: Engine | undefined;
  let takenBy: string | undefined;
  let silencesSinceTaken = 0;

  const exchange: Exchange = async (requestFor, signal) => {
    library ??= await loadLibrary();
    const asking: Asking = {
      heard: { garbage: 0 },
      otherSender: undefined,
      report: undefined,
      settle: () => {},
      knocks: [],
    };
    const abort = () => asking.settle({ kind: 'aborted' });
    signal.addEventListener('abort', abort);
    waiting.add(asking.heard);
    try {
      if (signal.aborted) throw givenUp(place, signal);
      return await converse(asking, requestFor);
    } finally {
      signal.removeEventListener('abort', abort);
      waiting.delete(asking.heard);
      attempts.forget(asking);
    }
  };

  const converse = async (asking: Asking, requestFor: (attempt: number) => Request) => {
    let renewals = 0;
    const startedMs = performance.now();
    let plannedMs = 0;
    let isFresh = false;
    for (let attempt = 0; attempt <= manners.retries; ) {
      if (!engine) {
        engine = attempts.openEngine(library, userOf(credential, library));
        isFresh = true;
      }
      const by = engine;
      const timeoutMs = waitMs(manners, attempt);
      if (attempt > 0) figures.repeats++;
      const isLast = attempt > 0 && attempt === manners.retries;
      const request = requestFor(attempt);
      const outcome = await attempts.once(library, asking, by, { request, timeoutMs, isLast });

      switch (outcome.kind) {
        case 'answer':
          takenBy = engineId(by.session);
          silencesSinceTaken = 0;
          return { answer: outcome.answer, request: outcome.request };
        case 'aborted':
          throw nobody(attempt + 1, performance.now() - startedMs);
        case 'silence':
          plannedMs += timeoutMs;
          attempt++;
          break;
        case 'report':
        case 'failed': {
          if (engine === by) engine = undefined;
          const { error, mayPass, isFinal } = failureOf(outcome);
          const mayHelp = !isFinal && (!isFresh || mayPass);
          if (!mayHelp || renewals === maxRenewals) throw error;
          renewals++;
          break;
        }
      }
    }
    const silent = engine;
    // The next question begins with discovery again: the device may be another one then.
    engine = undefined;
    const isUnexplained = asking.heard.garbage === 0 && asking.otherSender === undefined;
    if (isUnexplained && isFresh && silent?.session.msgSecurityParameters) {
      throw await whyUnanswered(asking, silent);
    }
    throw nobody(manners.retries + 1, plannedMs);

    function nobody(tries: number, waitedMs: number): ProbeError {
      const { otherSender, heard } = asking;
      return noAnswer({ place, tries, waitedMs, version: '3', garbage: heard.garbage, otherSender });
    }
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

  /** About an engine that was just discovered, and then said nothing: is it silent, or is the privacy key wrong? */
  const whyUnanswered = async (asking: Asking, silent: Engine): Promise<ProbeError> => {
    silencesSinceTaken++;
    const { user } = credential;
    const wasTakenLately = takenBy === engineId(silent.session) && silencesSinceTaken < 2;
    if (credential.level !== 'authPriv' || wasTakenLately) return unanswered(place, user, 'silent');
    const { authNoPriv } = library.SecurityLevel;
    const open = attempts.openEngine(library, { ...silent.user, level: authNoPriv });
    open.session.msgSecurityParameters = { ...silent.session.msgSecurityParameters! };
    const { timeoutMs } = manners;
    const outcome = await attempts.once(library, asking, open, {
      request: sysUpTime,
      timeoutMs,
      isLast: false,
    });
    switch (outcome.kind) {
      case 'answer':
        return unanswered(place, user, 'privacy');
      case 'report': {
        const reason = reportReason(outcome.oid);
        if (reason === 'unsupported_level') return unanswered(place, user, 'privacy');
        return notTaken(reason, place, user, outcome.engine, takenBy);
      }
      case 'aborted':
        return unanswered(place, user, 'silent');
      default:
        return unanswered(place, user, 'perhaps_privacy');
    }
  };

  return {
    exchange,
    secure: (messageId, bytes) => attempts.received(messageId, bytes as Buffer),
    get engine() {
      return takenBy;
    },
  };
}

const sysUpTime: Request = { kind: 'get', oids: [encodeOid('1.3.6.1.2.1.1.3.0')], repetitions: 0 };

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

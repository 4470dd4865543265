import { ProbeError } from '../../probe-error.ts';
import { oneLine } from '../one-line.ts';
import { QueryError } from '../session.ts';

/** What the driver and the server tell of a failure. */
export interface PostgresFailure {
  /** SQLSTATE of the server, or the system's word for a broken connection. */
  code?: string;
  message?: string;
  /** Function of the server that raised it: the same in every language. */
  routine?: string;
}

type State = ConstructorParameters<typeof ProbeError>[0];

const SHA256 =
  'the server asks for a way to sign in that this driver does not speak. openGauss and GaussDB: set password_encryption_type to 1, give the account its password anew, and write md5 for it into pg_hba.conf';

/** Why nobody was let in, in words; the account is named, its password never. */
export function signInError(
  failure: unknown,
  { user, database }: { user: string; database: string },
): ProbeError {
  if (failure instanceof ProbeError) return failure;
  const { code = '', message = '', routine = '' } = failure as PostgresFailure;
  const say = (state: State, sentence: string) => new ProbeError(state, sentence, { cause: failure });
  const told = oneLine(message);
  if (/^SASL: Only mechanism|authenticationOk message type|Unknown authenticationOk/i.test(message))
    return say('unsupported', SHA256);
  if (/^SASL.*password must be/.test(message))
    return say('wrong_secret', `the server wants a password of ${user}, and there is none`);
  if (/^SASL/.test(message)) return say('not_understood', `the sign-in went wrong: ${told}`);
  switch (code) {
    case '28P01':
      return say(
        'wrong_secret',
        `the account ${user} is not accepted: a wrong password, no such account, or one whose VALID UNTIL is over; the server's log says which`,
      );
    case '28000':
      return say(...refusedAccount(user, told, routine));
    case '3D000':
      return say('misconfigured', `there is no database ${database}: ${told}`);
    case '42501':
      return say(
        'denied',
        `${user} may not connect to this database: GRANT CONNECT ON DATABASE ${database} TO ${user}`,
      );
    case '53300':
      return say('full', `takes no more sessions: ${told}`);
    case '57P03':
      return say('refused', `is starting up, shutting down or recovering, and lets nobody in: ${told}`);
    case '57P01':
    case '57P02':
      return say('refused', `is being shut down: ${told}`);
    case '08P01':
      return say(
        'misconfigured',
        `refuses how the session begins; a pooler such as pgbouncer is no database, ask the server behind it: ${told}`,
      );
    case 'ECONNREFUSED':
      return say('refused', `takes no connection: ${told}`);
    default:
  }
  if (/server does not support SSL/.test(message))
    return say('refused', 'the server offers no TLS; the setting tls may be preferred or off');
  if (/^E[A-Z]+$/.test(code) || /terminated|closed/i.test(message))
    return say('silent', `no way to it: ${told}`);
  return say('failed', `the sign-in failed${code && ` (${code})`}: ${told}`);
}

/** One number for a shut door and for an account that is not let in. */
function refusedAccount(user: string, told: string, routine: string): [State, string] {
  if (routine === 'InitializeSessionUserId' || /role .* (does not exist|is not permitted)/.test(told))
    return ['wrong_secret', `the account ${user} does not exist or may not sign in (NOLOGIN): ${told}`];
  if (/\block/i.test(told)) return ['wrong_secret', `the account ${user} is locked: ${told}`];
  if (/pg_hba\.conf|sys_hba\.conf/.test(told)) {
    const isPlain = /no encryption|SSL off/i.test(told);
    const hint = isPlain ? '; with TLS it may let you in (setting tls)' : '';
    return ['refused', `no line of pg_hba.conf lets ${user} in from here: ${told}${hint}`];
  }
  return ['wrong_secret', `the account ${user} is not accepted: ${told}`];
}

const ABSENT = ['42P01', '42703', '42883', '42704', '3F000', '0A000', '55000', '42P17'];

/** Why one statement failed. */
export function queryError(failure: unknown): QueryError {
  if (failure instanceof QueryError) return failure;
  const { code = '', message = '' } = failure as PostgresFailure;
  const say = (reason: QueryError['reason'], sentence: string) =>
    new QueryError(reason, sentence, { cause: failure });
  const told = oneLine(message);
  if (code === '42501') return say('denied', told);
  if (ABSENT.includes(code)) return say('absent', `this server has nothing of the kind: ${told}`);
  if (code === '57014') return say('too_slow', `took longer than its time: ${told}`);
  if (code === '55P03') return say('too_slow', `waited for a lock of somebody else: ${told}`);
  if (code === '25006') return say('failed', `tries to write, and was stopped: ${told}`);
  return say('failed', code ? `${told} (${code})` : told);
}

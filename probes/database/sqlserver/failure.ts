import { ProbeError } from '../../probe-error.ts';
import { oneLine } from '../one-line.ts';
import { QueryError } from '../session.ts';

/** An error as the server sent it. */
export interface ServerMessage {
  number: number;
  /** Why, where the server tells it; to the client it is 1 for most, so that nobody learns what to guess next. */
  state: number;
  message: string;
}

/** What the driver makes of a failure; `messages` are those that the server sent before it. */
export interface SqlserverFailure {
  code?: string;
  number?: number;
  message?: string;
}

interface Asked {
  user: string;
  database: string;
  where: string;
  timeoutMs: number;
}

/** Why nobody was let in. https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors */
export function signInError(failure: unknown, messages: readonly ServerMessage[], asked: Asked): ProbeError {
  const ours = wrapped(failure).find((each): each is ProbeError => each instanceof ProbeError);
  if (ours) return ours;
  const { code = '', message = '' } = failure as SqlserverFailure;
  const first = messages.find(({ number }) => number in SIGN_IN) ?? messages[0];
  const found = first && SIGN_IN[first.number];
  if (found) return new ProbeError(found.state, found.say(asked, first), { cause: failure });
  if (first) {
    const told = `the server refuses the sign-in: ${oneLine(first.message)} (${first.number})`;
    return new ProbeError(code === 'ELOGIN' ? 'refused' : 'failed', told, { cause: failure });
  }
  const say = (state: ProbeError['state'], sentence: string) =>
    new ProbeError(state, sentence, { cause: failure });
  const text = oneLine(causes(failure));
  if (
    /certificate|self.signed|altname|unable to verify|EPROTO|ERR_(?:TLS|SSL|OSSL)|ssl|wrong version number/i.test(
      text,
    )
  )
    return tlsError(text, failure);
  if (code === 'EENCRYPT')
    return /did not negotiate/.test(message)
      ? say('misconfigured', 'the server has no encryption, and the setting tls asks for it')
      : say('misconfigured', 'the server takes only encrypted connections: the setting tls may not be off');
  if (/ECONNREFUSED/.test(text))
    return say('refused', `${asked.where} takes no connection: is it the port of this instance?`);
  if (code === 'ETIMEOUT')
    return say(
      'silent',
      `took the connection, or not even that, and let nobody in within ${asked.timeoutMs} ms`,
    );
  if (/ECONNRESET|EPIPE|hang up|ended without/i.test(text))
    return say('silent', 'the server closed the connection before anybody had signed in');
  if (/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EADDRNOTAVAIL/.test(text))
    return say('silent', `no way to ${asked.where}: ${text}`);
  if (/unknown packet|prelogin|token|ERR_OUT_OF_RANGE|unexpected/i.test(text))
    return say('not_understood', `what came is not SQL Server: ${text}`);
  return say('failed', `signing in failed: ${text}`);
}

/** Why one statement failed. */
export function queryError(failure: unknown): QueryError {
  if (failure instanceof QueryError) return failure;
  const { code = '', number = 0, message = '' } = failure as SqlserverFailure;
  const told = `${oneLine(message)}${number > 0 ? ` (${number})` : ''}`;
  const cause = { cause: failure };
  if (MISSING_RIGHT.includes(number)) return new QueryError('denied', told, cause);
  if (ABSENT.includes(number)) return new QueryError('absent', told, cause);
  if (code === 'ETIMEOUT' || number === 1222) return new QueryError('too_slow', told, cause);
  if (code === 'ESOCKET' || code === 'ECONNCLOSED' || code === 'ENOTOPEN')
    return new QueryError('failed', 'the server has gone away: it closed the connection', cause);
  return new QueryError('failed', told, cause);
}

interface SignIn {
  state: ProbeError['state'];
  say(asked: Asked, message: ServerMessage): string;
}

const locked: SignIn = {
  state: 'wrong_secret',
  say: ({ user }) =>
    `the login ${user} is locked out after wrong passwords: ALTER LOGIN … WITH PASSWORD = … UNLOCK`,
};
const expired: SignIn = {
  state: 'wrong_secret',
  say: ({ user }) =>
    `the password of ${user} has expired or must be changed: give it a new one, and CHECK_EXPIRATION = OFF`,
};
const wrong: SignIn = {
  state: 'wrong_secret',
  say: ({ user }, { state }) =>
    `the login ${user} is not accepted: a wrong password, no such login, a disabled one, or a server that takes only logins of Windows${state > 1 ? ` (state ${state})` : ''}`,
};
const full: SignIn = {
  state: 'full',
  say: (_asked, { message }) => `takes no more sessions: ${oneLine(message)}`,
};
const noDatabase: SignIn = {
  state: 'misconfigured',
  say: ({ database, user }) => `the database ${database} is not there, not open, or ${user} may not enter it`,
};
const notReady: SignIn = {
  state: 'refused',
  say: (_asked, { message }) => `the server is not ready for sessions: ${oneLine(message)}`,
};

const SIGN_IN: Readonly<Record<number, SignIn>> = {
  18456: wrong,
  18452: {
    state: 'wrong_secret',
    say: ({ user }) =>
      `the login ${user} is of Windows and not of SQL Server, or of a domain that is not trusted`,
  },
  18470: { state: 'wrong_secret', say: ({ user }) => `the login ${user} is disabled: ALTER LOGIN … ENABLE` },
  18486: locked,
  18487: expired,
  18488: expired,
  17809: full,
  17810: full,
  10928: full,
  10936: full,
  18461: {
    state: 'full',
    say: () => 'the server is in single-user mode, and somebody else is in',
  },
  4060: noDatabase,
  4063: noDatabase,
  4064: noDatabase,
  18401: notReady,
  17142: notReady,
  17187: notReady,
  17188: notReady,
  40613: notReady,
  17892: { state: 'denied', say: () => 'a logon trigger of the server refuses the session' },
};

/** Object, column, server, database, certificate of a missing right. */
const MISSING_RIGHT = [229, 230, 262, 297, 300, 371, 378, 916, 978, 8189, 15247, 15562, 22904];
const ABSENT = [102, 195, 207, 208, 317, 2812, 4104, 4121];

function tlsError(text: string, cause: unknown): ProbeError {
  if (
    /unsupported protocol|version|too small|no protocols|legacy sigalg|dh key|ee key|wrong signature type/i.test(
      text,
    )
  )
    return new ProbeError(
      'bad_certificate',
      `the server's TLS is too old or too weak: ${text}; update it, or set min_tls to TLSv1`,
      { cause },
    );
  return new ProbeError(
    'bad_certificate',
    `the certificate of the server does not hold: ${text}; give its authority in ca, or set tls to required`,
    { cause },
  );
}

/** The messages of an error and of what caused it. */
function causes(failure: unknown): string {
  const texts: string[] = [];
  for (const { message, code } of wrapped(failure)) {
    if (texts.some((text) => text.includes(message))) continue;
    texts.push(code && !message.includes(code) ? `${message} (${code})` : message);
  }
  return texts.join('; ');
}

/** An error and what caused it: drivers wrap them twice and thrice. */
function wrapped(failure: unknown): Wrapped[] {
  const found: Wrapped[] = [];
  let each = failure;
  for (let depth = 0; depth < 5 && each instanceof Error; depth++) {
    const { errors = [], originalError, cause } = each as Wrapped;
    found.push(each as Wrapped, ...errors);
    each = originalError ?? cause;
  }
  return found;
}

interface Wrapped extends Error {
  code?: string;
  errors?: Wrapped[];
  originalError?: unknown;
}

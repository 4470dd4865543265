import { ProbeError } from '../../probe-error.ts';
import { oneLine } from '../one-line.ts';
import { QueryError } from '../session.ts';

interface Asked {
  user: string;
  service: string;
  where: string;
  timeoutMs: number;
}

interface SignIn {
  state: ProbeError['state'];
  say(asked: Asked, told: string): string;
}

const THICK =
  "set client to thick, and put Oracle's Instant Client (19 for 11.2) on this agent's machine where its loader finds it";

/** Why nobody was let in: https://docs.oracle.com/en/error-help/db/ for ORA, node-oracledb's own for NJS and DPI. */
export function signInError(failure: unknown, asked: Asked): ProbeError {
  const ours = chain(failure).find((each): each is ProbeError => each instanceof ProbeError);
  if (ours) return ours;
  const text = oneLine(
    chain(failure)
      .map(({ message }) => message)
      .join('; '),
  );
  const codes = [...text.matchAll(/\b(?:ORA|NJS|DPI)-\d{3,5}\b/g)].map(([code]) =>
    code.replace(/^ORA-0+/, 'ORA-'),
  );
  // What the server says counts more than what the driver makes of it.
  const found = [...codes.filter((code) => code.startsWith('ORA')), ...codes]
    .map((code) => SIGN_IN[code])
    .find(Boolean);
  const told = text.replace(/ ?\(CONNECTION_ID=[^)]*\)/g, '').replace(/ ?(?:Help: )?https?:\/\/\S+/g, '');
  if (found) return new ProbeError(found.state, found.say(asked, told), { cause: failure });
  const say = (state: ProbeError['state'], sentence: string) =>
    new ProbeError(state, sentence, { cause: failure });
  if (/ECONNREFUSED/.test(text))
    return say('refused', `${asked.where} takes no connection: is it the port of the listener?`);
  if (/certificate|NJS-50[5-8]|TLS|SSL/i.test(text))
    return say(
      'bad_certificate',
      `the certificate of the server does not hold: ${told}; give its authority in ca`,
    );
  if (/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/.test(text))
    return say('silent', `no way to ${asked.where}: ${told}`);
  if (/NJS-50[01]|NJS-521|ECONNRESET|EPIPE/.test(text))
    return say('silent', `the server closed the connection before anybody had signed in: ${told}`);
  if (/internal error|unexpected|NJS-068/i.test(text))
    return say('not_understood', `what came is not Oracle: ${told}`);
  return say('failed', `signing in failed: ${told}`);
}

/** Why one statement failed. */
export function queryError(failure: unknown): QueryError {
  if (failure instanceof QueryError) return failure;
  const text = oneLine((failure as Error).message ?? '').replace(/ ?(?:Help: )?https?:\/\/\S+/g, '');
  const number = Number(/\bORA-(\d{3,5})\b/.exec(text)?.[1] ?? 0);
  const cause = { cause: failure };
  if (MISSING_RIGHT.includes(number)) return new QueryError('denied', text, cause);
  if (ABSENT.includes(number)) return new QueryError('absent', text, cause);
  if (number === 1013 || /NJS-123|DPI-1067/.test(text)) return new QueryError('too_slow', text, cause);
  if (/NJS-50[01]|NJS-003|NJS-521|DPI-1080|DPI-1010/.test(text) || GONE.includes(number))
    return new QueryError('failed', `the server has gone away: ${text}`, cause);
  return new QueryError('failed', text, cause);
}

const full: SignIn = { state: 'full', say: (_asked, told) => `takes no more sessions: ${told}` };
const closed: SignIn = {
  state: 'refused',
  say: (_asked, told) =>
    `the database is not open for this account (a mounted standby lets in SYSDG only): ${told}`,
};
const expired: SignIn = {
  state: 'wrong_secret',
  say: ({ user }) =>
    `the password of ${user} has expired: give it a new one, and a profile without PASSWORD_LIFE_TIME`,
};
const wrong: SignIn = {
  state: 'wrong_secret',
  say: ({ user }) =>
    `the account ${user} is not accepted: a wrong password, or no such account in this database`,
};
const noService: SignIn = {
  state: 'misconfigured',
  say: ({ service, where }) =>
    `the listener at ${where} knows no ${service}: lsnrctl services lists what it knows`,
};
const tooOld: SignIn = {
  state: 'unsupported',
  say: () => `this server is older than 12.1, which needs Oracle's client library: ${THICK}`,
};
const noClient: SignIn = {
  state: 'misconfigured',
  say: (_asked, told) => `Oracle's client library cannot be loaded: ${told}`,
};

const SIGN_IN: Readonly<Record<string, SignIn>> = {
  'ORA-1017': wrong,
  'ORA-1005': wrong,
  'ORA-28000': {
    state: 'wrong_secret',
    say: ({ user }) => `the account ${user} is locked: ALTER USER ${user} ACCOUNT UNLOCK opens it`,
  },
  'ORA-28001': expired,
  'ORA-1045': {
    state: 'denied',
    say: ({ user }) => `the account ${user} may not sign in: GRANT CREATE SESSION TO ${user}`,
  },
  'ORA-18': full,
  'ORA-20': full,
  'ORA-2391': full,
  'ORA-12516': full,
  'ORA-12518': full,
  'ORA-12519': full,
  'ORA-12520': full,
  'ORA-1033': closed,
  'ORA-1034': closed,
  'ORA-1035': closed,
  'ORA-1089': closed,
  'ORA-12526': closed,
  'ORA-12527': closed,
  'ORA-12528': closed,
  'ORA-12514': noService,
  'ORA-12505': noService,
  'ORA-12504': noService,
  'ORA-12521': noService,
  'NJS-518': noService,
  'NJS-519': noService,
  'ORA-28040': {
    state: 'unsupported',
    say: (_asked, told) => `the server takes no way to sign in that is known here: ${told}`,
  },
  'NJS-138': tooOld,
  'NJS-116': {
    state: 'unsupported',
    say: ({ user }) =>
      `the password of ${user} is kept in the form of 10g only: ALTER USER ${user} IDENTIFIED BY … writes the newer ones, or ${THICK}`,
  },
  'NJS-533': {
    state: 'unsupported',
    say: () => `the server insists on native network encryption: use TCPS, or ${THICK}`,
  },
  'NJS-532': {
    state: 'unsupported',
    say: () => `the server insists on native network encryption: use TCPS, or ${THICK}`,
  },
  'NJS-118': {
    state: 'misconfigured',
    say: () =>
      'this agent has asked another Oracle without the client library already, and cannot do both: give targets with client thick an agent of their own',
  },
  'NJS-045': noClient,
  'DPI-1047': noClient,
  'NJS-509': { state: 'not_understood', say: (_asked, told) => `what came is not Oracle: ${told}` },
  'NJS-510': {
    state: 'silent',
    say: ({ timeoutMs }) => `took the connection, or not even that, and let nobody in within ${timeoutMs} ms`,
  },
};

/** 942: to whom it is not granted, a view does not exist. */
const MISSING_RIGHT = [942, 990, 1031, 1039, 1720, 1749, 41900];
/** Column, function, parameter of SYS_CONTEXT that this server does not have. */
const ABSENT = [904, 907, 923, 2003, 4043];
const GONE = [28, 1012, 1092, 2396, 3113, 3114, 3135];

/** An error and what caused it. */
function chain(failure: unknown): Error[] {
  const found: Error[] = [];
  for (let each = failure; each instanceof Error && found.length < 5; each = each.cause) found.push(each);
  return found;
}

import { ProbeError } from '../../probe-error.ts';
import { oneLine } from '../one-line.ts';
import { QueryError } from '../session.ts';

/** What the driver and the server tell of a failure. */
export interface MysqlFailure {
  errno?: number;
  code?: string;
  message?: string;
  sqlMessage?: string;
}

/** https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html; from 4000 on they are MariaDB's own. */
const ACCESS_DENIED = [1045, 1698];
const LOCKED = [3118, 4151];
const BLOCKED_BY_FAILURES = [3955, 4150];
const EXPIRED = [1820, 1862];
const FULL = [1040, 1203, 1226];
const MISSING_RIGHT = [1044, 1142, 1143, 1227, 1370];
/** Table, view, column, variable, function or database that this server does not have. */
const ABSENT = [1049, 1054, 1109, 1146, 1193, 1305, 1146, 1286];
/** Time limits of MariaDB, MySQL and OceanBase, and a lock that did not come. */
const OUT_OF_TIME = [1969, 3024, 4012, 1205];

/** Why nobody was let in, in words; the account is named, its password never. */
export function signInError(failure: unknown, user: string): ProbeError {
  if (failure instanceof ProbeError) return failure;
  const { errno = 0, code = '', message = '', sqlMessage } = failure as MysqlFailure;
  const say = (state: ConstructorParameters<typeof ProbeError>[0], sentence: string) =>
    new ProbeError(state, sentence, { cause: failure });
  const told = oneLine(sqlMessage ?? message);
  if (ACCESS_DENIED.includes(errno))
    return say(
      'wrong_secret',
      `the account ${user} is not accepted: a wrong password, no such account for this client's address, or an account that must use TLS`,
    );
  if (LOCKED.includes(errno))
    return say('wrong_secret', `the account ${user} is locked: ALTER USER … ACCOUNT UNLOCK opens it`);
  if (BLOCKED_BY_FAILURES.includes(errno))
    return say('wrong_secret', `the account ${user} is blocked after too many wrong passwords: ${told}`);
  if (EXPIRED.includes(errno))
    return say(
      'wrong_secret',
      `the password of ${user} has expired: give it a new one, and ALTER USER … PASSWORD EXPIRE NEVER`,
    );
  if (FULL.includes(errno)) return say('full', `takes no more connections: ${told}`);
  switch (errno) {
    case 1129:
      return say(
        'refused',
        'the server blocks this host after many broken connections: FLUSH HOSTS, or a larger max_connect_errors',
      );
    case 1130:
      return say(
        'refused',
        `the server lets nobody in from this host: an account for it is needed (${told})`,
      );
    case 1044:
      return say('denied', `the account ${user} may not use this database: ${told}`);
    case 1049:
      return say('misconfigured', `there is no such database: ${told}`);
    case 3159:
      return say('misconfigured', 'the server takes only connections with TLS: the setting tls asks for it');
  }
  switch (code) {
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return say('misconfigured', 'the server has no TLS, and the setting tls asks for it');
    case 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED':
      return say('unsupported', 'the server wants the password in the clear, which Ward never sends');
    case 'AUTH_SWITCH_PLUGIN_ERROR':
      return say('unsupported', `the server wants a way to sign in that is not known here: ${told}`);
    case 'HANDSHAKE_UNKNOWN_ERROR':
    case 'PROTOCOL_ERROR':
      return say('not_understood', `what came is not MySQL: ${told}`);
    case 'PROTOCOL_CONNECTION_LOST':
    case 'ECONNRESET':
    case 'EPIPE':
      return say('silent', 'the server closed the connection before anybody had signed in');
  }
  return say('failed', `signing in failed: ${told}${errno > 0 ? ` (${errno})` : ''}`);
}

/** Why one statement failed. */
export function queryError(failure: unknown): QueryError {
  if (failure instanceof QueryError) return failure;
  const { errno = 0, code = '', message = '', sqlMessage } = failure as MysqlFailure;
  const told = `${oneLine(sqlMessage ?? message)}${errno > 0 ? ` (${errno})` : ''}`;
  const cause = { cause: failure };
  if (EXPIRED.includes(errno)) return new QueryError('denied', `the password has expired: ${told}`, cause);
  if (MISSING_RIGHT.includes(errno)) return new QueryError('denied', told, cause);
  if (ABSENT.includes(errno)) return new QueryError('absent', told, cause);
  if (OUT_OF_TIME.includes(errno)) return new QueryError('too_slow', told, cause);
  if (code === 'PROTOCOL_CONNECTION_LOST' || code === 'ECONNRESET' || code === 'EPIPE')
    return new QueryError('failed', 'the server has gone away: it closed the connection', cause);
  return new QueryError('failed', told, cause);
}

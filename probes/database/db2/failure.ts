import { ProbeError } from '../../probe-error.ts';
import { oneLine } from '../one-line.ts';
import { QueryError } from '../session.ts';

interface Asked {
  user: string;
  database: string;
  where: string;
}

/** Why nobody was let in: https://www.ibm.com/docs/en/db2/11.5?topic=messages-sql */
export function signInError(failure: unknown, { user, database, where }: Asked): ProbeError {
  if (failure instanceof ProbeError) return failure;
  const text = serversWords((failure as Error).message ?? String(failure));
  const say = (state: ProbeError['state'], sentence: string) =>
    new ProbeError(state, sentence, { cause: failure });
  const code = /\bSQL(\d{4,5})[NCW]\b/.exec(text)?.[1]?.replace(/^0/, '');
  const reason = /reason "?(\d+)"?/i.exec(text)?.[1];
  switch (code) {
    case '30082':
      if (reason === '1' || reason === '2')
        return say('wrong_secret', `the password of ${user} has expired: give it a new one that never does`);
      if (reason === '19') return say('wrong_secret', `the account ${user} is disabled or locked`);
      if (reason === '15' || reason === '17')
        return say(
          'unsupported',
          `the server wants another way to sign in (AUTHENTICATION of its instance): ${text}`,
        );
      return say('wrong_secret', `the account ${user} is not accepted: a wrong password, or no such account`);
    case '1060':
      return say('denied', `the account ${user} may not connect: GRANT CONNECT ON DATABASE TO USER ${user}`);
    case '1013':
    case '30061':
      return say('misconfigured', `there is no database ${database} at ${where}`);
    case '1040':
    case '1226':
    case '30060':
      return say('full', `takes no more sessions: ${text}`);
    case '1035':
    case '1776':
    case '20157':
    case '1117':
    case '1119':
    case '1032':
      return say('refused', `the database is not open for sessions now: ${text}`);
    case '30081':
      if (/ECONNREFUSED|"?(?:111|10061|79)"?\b/.test(text))
        return say('refused', `${where} takes no connection: is it the port of the instance (SVCENAME)?`);
      return say('silent', `no way to ${where}: ${text}`);
    case '20576':
      return say('unsupported', `the server wants another way to sign in: ${text}`);
  }
  if (/GSKit|SSL|TLS|certificate/i.test(text))
    return say('bad_certificate', `the certificate of the server does not hold: ${text}`);
  return say('failed', `signing in failed: ${text}`);
}

/** Why one statement failed. */
export function queryError(failure: unknown): QueryError {
  if (failure instanceof QueryError) return failure;
  const text = serversWords((failure as Error).message ?? String(failure));
  const code = /\bSQL(\d{4,5})N\b/.exec(text)?.[1]?.replace(/^0/, '');
  const cause = { cause: failure };
  if (['551', '552', '1092', '1096', '20278'].includes(code ?? ''))
    return new QueryError('denied', text, cause);
  if (['204', '206', '440', '205', '443'].includes(code ?? '')) return new QueryError('absent', text, cause);
  if (code === '952' || code === '911' || /timeout/i.test(text))
    return new QueryError('too_slow', text, cause);
  if (['30081', '1224', '1024', '900'].includes(code ?? ''))
    return new QueryError('failed', `the server has gone away: ${text}`, cause);
  return new QueryError('failed', text, cause);
}

/** The driver puts its own name, and that of the platform, before what the server says. */
function serversWords(text: string): string {
  return oneLine(text.replace(/\[IBM\]|\[CLI Driver\]|\[DB2\/[^\]]*\]/g, ''));
}

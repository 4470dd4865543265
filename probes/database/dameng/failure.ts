import { ProbeError } from '../../probe-error.ts';
import { oneLine } from '../one-line.ts';
import { QueryError } from '../session.ts';

/** `[-2501] 用户名或密码错误`: a number, and words in the language that was asked for, if the server has them. */
interface DamengFailure {
  errCode?: number;
  message?: string;
}

interface Asked {
  user: string;
  where: string;
  timeoutMs: number;
}

const WRONG_SECRET = [-2501];
const MISSING_RIGHT = [-5504, -5508, -5515, -5516, -5565];
const ABSENT = [-2106, -2111, -2207, -2103];

/** Why nobody was let in. Numbers differ between versions of the server, so the words count as well. */
export function signInError(failure: unknown, { user, where, timeoutMs }: Asked): ProbeError {
  if (failure instanceof ProbeError) return failure;
  const { number, text } = told(failure);
  const say = (state: ProbeError['state'], sentence: string) =>
    new ProbeError(state, sentence, { cause: failure });
  if (/lock|锁定/i.test(text))
    return say('wrong_secret', `the account ${user} is locked: ALTER USER ${user} ACCOUNT UNLOCK opens it`);
  if (/expire|过期|失效/i.test(text))
    return say('wrong_secret', `the password of ${user} has expired: give it a new one`);
  if (
    /(?:max|limit|too many|exceed)[^.]*(?:session|connection)|(?:session|connection)[^.]*(?:max|limit|exceed)|(?:会话|连接)[^。]*(?:上限|超)|超[^。]*(?:会话|连接)/i.test(
      text,
    )
  )
    return say('full', `takes no more sessions: ${text}`);
  if (WRONG_SECRET.includes(number) || /user ?name or password|用户名或密码/i.test(text))
    return say('wrong_secret', `the account ${user} is not accepted: a wrong password, or no such account`);
  if (/ECONNREFUSED/.test(text))
    return say('refused', `${where} takes no connection: is it the port of the instance?`);
  if (/ssl|tls|certificate|证书/i.test(text))
    return say('bad_certificate', `TLS with the server fails: ${text}`);
  if (/mount|suspend|not open|未打开|挂起|配置状态/i.test(text))
    return say('refused', `the database is not open: ${text}`);
  if (/timed? ?out|超时/i.test(text))
    return say('silent', `took the connection, or not even that, and let nobody in within ${timeoutMs} ms`);
  if (/ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|socket|network|网络|通信/i.test(text))
    return say('silent', `no way to ${where}, or one that ended before anybody had signed in: ${text}`);
  return say('failed', `signing in failed: ${text}`);
}

/** Why one statement failed. */
export function queryError(failure: unknown): QueryError {
  if (failure instanceof QueryError) return failure;
  const { number, text } = told(failure);
  const cause = { cause: failure };
  if (MISSING_RIGHT.includes(number) || /privilege|permission|权限/i.test(text))
    return new QueryError('denied', text, cause);
  if (ABSENT.includes(number) || /invalid (?:table|view|column)|无效的(?:表|视图|列|模式)/i.test(text))
    return new QueryError('absent', text, cause);
  if (/timed? ?out|超时/i.test(text)) return new QueryError('too_slow', text, cause);
  if (/ECONNRESET|EPIPE|socket|network|网络|通信/i.test(text))
    return new QueryError('failed', `the server has gone away: ${text}`, cause);
  return new QueryError('failed', text, cause);
}

function told(failure: unknown): { number: number; text: string } {
  const { errCode, message = String(failure) } = failure as DamengFailure;
  const text = oneLine(message);
  return { number: errCode ?? Number(/\[(-\d+)\]/.exec(text)?.[1] ?? 0), text };
}

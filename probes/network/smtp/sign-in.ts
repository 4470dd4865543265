import { createHmac } from 'node:crypto';
import { ProbeError } from '../../probe-error.ts';
import type { Conversation } from '../conversation.ts';
import { hearReply, type Reply, shownReply } from './reply.ts';

/** Who signs in, and what the connection is worth. */
export interface SignIn {
  user: string;
  password: string;
  /** Words behind AUTH. */
  ways: readonly string[];
  mayBeClear: boolean;
}

const WRONG = [535];
const NOT_ALLOWED = [530, 534, 538];

/** Signs in the best way that both know. Rejects with a `ProbeError`, in which no secret stands. */
export async function signIn(
  talk: Conversation,
  { user, password, ways, mayBeClear }: SignIn,
): Promise<void> {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  if (ways.includes('PLAIN') && mayBeClear) {
    talk.say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
    return accepted(await hearReply(talk));
  }
  if (ways.includes('LOGIN') && mayBeClear) {
    talk.say('AUTH LOGIN');
    await challenge(talk);
    talk.say(base64(user));
    await challenge(talk);
    talk.say(base64(password));
    return accepted(await hearReply(talk));
  }
  if (ways.includes('CRAM-MD5')) {
    talk.say('AUTH CRAM-MD5');
    const text = Buffer.from(await challenge(talk), 'base64');
    talk.say(base64(`${user} ${createHmac('md5', password).update(text).digest('hex')}`));
    return accepted(await hearReply(talk));
  }
  const offered = ways.join(', ') || 'none';
  if (!mayBeClear && ways.length > 0) {
    const message = `the password would travel in the clear: use TLS, or allow it by clear_password (offered: ${offered})`;
    throw new ProbeError('misconfigured', message);
  }
  throw new ProbeError(
    'unsupported',
    `there is no way to sign in that both know; the server offers ${offered}`,
  );
}

async function challenge(talk: Conversation): Promise<string> {
  const reply = await hearReply(talk);
  if (reply.code !== 334) accepted(reply);
  return reply.lines[0] ?? '';
}

function accepted(reply: Reply): void {
  if (reply.code === 235) return;
  const said = `signing in is answered by ${shownReply(reply)}`;
  if (WRONG.includes(reply.code)) throw new ProbeError('wrong_secret', said);
  throw new ProbeError(NOT_ALLOWED.includes(reply.code) ? 'denied' : 'failed', said);
}

import type { Socket } from 'node:net';
import { deadlineOf } from '../../deadline.ts';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { targetAddress } from '../../target-address.ts';
import { connectTcp, secure } from '../../web/connect.ts';
import type { RedisConfig } from './config.ts';
import { NotRespError, RedisError, type Reply, readReply, writeCommand } from './resp.ts';

/** All that one answer may be. `INFO` of a busy server has 20 KB. */
const MOST_BYTES = 1024 * 1024;
const KEEP_ALIVE_MS = 30_000;

/** One connection to one Redis, signed in; one command at a time. */
export interface RedisSession {
  /** Seconds that connecting and signing in took. */
  connectSeconds: number;
  /** What the sign-in found that is worth telling. */
  notes: readonly string[];
  /** Rejects with a `ProbeError` when the connection is of no use any more, or with a `RedisError` for this command. */
  ask(words: readonly string[], signal: AbortSignal): Promise<Reply>;
  isUsable(): boolean;
  close(): void;
}

/** Connects and signs in; rejects with a `ProbeError`, or with the reason of the signal. */
export async function openRedis(
  written: RedisConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<RedisSession> {
  const { host = written.address } = options;
  const config = { ...written, address: await targetAddress(written.address, options) };
  const startedMs = performance.now();
  const line = lineOn(await connected(config, host, signal), config.timeout);
  try {
    const notes = await signIn(config, line.ask, signal);
    // Of no use but to whoever looks who is there; old servers and narrow accounts do not allow it.
    await line.ask(['CLIENT', 'SETNAME', 'ward'], signal).catch(forgive);
    return { ...line, notes, connectSeconds: (performance.now() - startedMs) / 1_000 };
  } catch (error) {
    line.close();
    throw error instanceof RedisError ? refusal(error, config) : error;
  }
}

/** Why the server lets nobody in, or answers nothing now; what it says itself is in English. */
export function refusal(error: RedisError, { user = 'default' }: Pick<RedisConfig, 'user'>): ProbeError {
  const { message, word } = error;
  const say = (state: ConstructorParameters<typeof ProbeError>[0], sentence: string) =>
    new ProbeError(state, sentence, { cause: error });
  if (word === 'NOAUTH' || /operation not permitted/i.test(message))
    return say('wrong_secret', 'the server wants a password, and none is set here');
  if (word === 'WRONGPASS' || /invalid password/i.test(message))
    return say(
      'wrong_secret',
      `the account ${user} is not accepted: a wrong password, no such account, or one that is switched off`,
    );
  if (/wrong number of arguments for 'auth'/i.test(message))
    return say('misconfigured', 'this server is older than Redis 6 and has no accounts: leave out the user');
  if (/max number of clients/i.test(message))
    return say('full', 'takes no more clients: maxclients is reached');
  if (word === 'DENIED')
    return say(
      'refused',
      'protected mode: the server has no password and lets in only its own machine; give it one, or an account for Ward',
    );
  if (word === 'LOADING') return say('failed', 'is loading its data, and answers nothing until that is done');
  if (word === 'NOPERM')
    return say('denied', `the account ${user} may not do this: ${message.slice(0, 200)}`);
  return say('failed', `the server answers with an error: ${message.replace(/\s+/g, ' ').slice(0, 200)}`);
}

async function signIn(
  { user, password }: RedisConfig,
  ask: RedisSession['ask'],
  signal: AbortSignal,
): Promise<string[]> {
  if (password === undefined) return [];
  try {
    await ask(['AUTH', ...(user === undefined ? [] : [user]), password], signal);
    return [];
  } catch (error) {
    const wantsNone = /no password is set|without any password configured/i.test((error as Error).message);
    if (error instanceof RedisError && wantsNone && user === undefined)
      return ['the server wants no password: everybody who reaches it is let in'];
    throw error;
  }
}

async function connected(
  { address, port, tls, ca, min_tls, timeout }: RedisConfig,
  host: string,
  signal: AbortSignal,
) {
  let step = 'no connection';
  const deadline = deadlineOf(
    { timeoutMs: timeout, signal },
    () => new ProbeError('silent', `${step} within ${timeout / 1_000} s`),
  );
  try {
    const socket = await connectTcp({ address, port }, deadline.signal);
    if (tls === 'off') return socket;
    step = 'takes the connection, and no TLS handshake';
    return await secure(
      socket,
      { host, tls: { ca, insecure: tls !== 'verified', minVersion: min_tls } },
      deadline.signal,
    );
  } finally {
    deadline.end();
  }
}

function lineOn(socket: Socket, timeoutMs: number) {
  let isUsable = true;
  let came: Buffer = Buffer.alloc(0);
  let settle: { reply(reply: Reply): void; fail(error: unknown): void } | undefined;
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  const hangUp = (error: unknown) => {
    isUsable = false;
    socket.destroy();
    settle?.fail(error);
  };
  socket.on('error', () => {});
  socket.on('close', () => hangUp(new ProbeError('silent', 'the server closed the connection')));
  socket.on('data', (chunk: Buffer) => {
    came = Buffer.concat([came, chunk]);
    try {
      const read = readReply(came, MOST_BYTES);
      if (read === undefined) {
        if (came.length > MOST_BYTES) throw new NotRespError(`more than ${MOST_BYTES} bytes for one answer`);
        return;
      }
      came = came.subarray(read.length);
      // What comes unasked is a refusal at the door: it is the answer to the first command.
      if (settle === undefined) early = read.reply;
      else settle.reply(read.reply);
    } catch (error) {
      if (!(error instanceof NotRespError)) throw error;
      hangUp(new ProbeError('not_understood', error.message, { cause: error }));
    }
  });
  let early: Reply | undefined;

  return {
    isUsable: () => isUsable,
    close() {
      isUsable = false;
      socket.destroy();
    },
    ask(words: readonly string[], signal: AbortSignal): Promise<Reply> {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (early instanceof RedisError) return reject(early);
        if (!isUsable) return reject(new ProbeError('silent', 'the connection was lost'));
        const finish = (act: () => void) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', stop);
          settle = undefined;
          act();
        };
        const stop = () => hangUp(signal.reason);
        const timer = setTimeout(
          () =>
            hangUp(
              new ProbeError('silent', `takes the connection, and no answer within ${timeoutMs / 1_000} s`),
            ),
          timeoutMs,
        );
        settle = {
          reply: (reply) => finish(() => (reply instanceof RedisError ? reject(reply) : resolve(reply))),
          fail: (error) => finish(() => reject(error)),
        };
        signal.addEventListener('abort', stop, { once: true });
        socket.write(writeCommand(words));
      });
    },
  };
}

function forgive(error: unknown): void {
  // These say that nobody was let in, whatever was asked.
  const isShut =
    !(error instanceof RedisError) ||
    /^(?:NOAUTH|DENIED)|operation not permitted|max number/i.test(error.message);
  if (isShut) throw error;
}

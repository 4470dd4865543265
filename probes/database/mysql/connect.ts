import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Connection } from 'mysql2';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { targetAddress } from '../../target-address.ts';
import { connectTcp, secure } from '../../web/connect.ts';
import type { MysqlConfig } from './config.ts';
import { type MysqlFailure, signInError } from './failure.ts';

/** The parts of the driver's connection that its types do not tell. */
interface Inside {
  stream: Duplex;
  packetParser: { execute(data: Buffer): void };
  startTLS(onSecure: (error?: unknown) => void): void;
}

/** A connection that is signed in, and the stream on which plain bytes of the protocol come. */
export interface SignedIn {
  connection: Connection;
  stream: Duplex;
}

/** Connects and signs in; rejects with a `ProbeError`, or with the reason of the signal. */
export async function signIn(
  written: MysqlConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<SignedIn> {
  const { host = written.address } = options;
  const config = { ...written, address: await targetAddress(written.address, options) };
  if (config.tls === 'off') return attempt(config, host, false, signal);
  try {
    return await attempt(config, host, true, signal);
  } catch (error) {
    const { code } = ((error as ProbeError).cause ?? {}) as MysqlFailure;
    if (config.tls !== 'preferred' || code !== 'HANDSHAKE_NO_SSL_SUPPORT') throw error;
    return attempt(config, host, false, signal);
  }
}

async function attempt(
  config: MysqlConfig,
  host: string,
  withTls: boolean,
  signal: AbortSignal,
): Promise<SignedIn> {
  const { address, port, user, password, database, timeout: timeoutMs } = config;
  const patience = patienceOf(timeoutMs, signal);
  let socket: Socket | undefined;
  try {
    const { createConnection } = await driver();
    const plain = await connectTcp({ address, port }, patience.signal);
    socket = plain;
    patience.step = 'greeting';
    plain.setKeepAlive(true, 30_000);
    const connection = createConnection({
      stream: plain,
      host,
      user,
      ...(password !== undefined && { password }),
      ...(database !== undefined && { database }),
      ...(withTls && { ssl: {} }),
      // Ours says which step took too long.
      connectTimeout: 0,
      connectAttributes: { program_name: 'ward' },
      // A server may ask for files of whoever asks it.
      flags: ['-LOCAL_FILES'],
      multipleStatements: false,
      supportBigNumbers: true,
      jsonStrings: true,
    });
    const inside = connection as unknown as Inside;
    // The driver's own way leaves the certificate's name unjudged where the address has no name.
    inside.startTLS = (onSecure) => {
      plain.removeAllListeners('data');
      const tls = { ca: config.ca, insecure: config.tls !== 'verified', minVersion: config.min_tls };
      secure(plain, { host, tls }, patience.signal).then((secured) => {
        secured.on('data', (data: Buffer) => inside.packetParser.execute(data));
        inside.stream = secured;
        onSecure();
      }, onSecure);
    };
    plain.once('data', (first: Buffer) => {
      patience.step = 'answer';
      if (!isGreeting(first))
        connection.emit(
          'error',
          new ProbeError(
            'not_understood',
            'answers, but not as MySQL does: look whether something else uses this port',
          ),
        );
    });
    await settled(connection, patience.signal, user);
    return { connection, stream: inside.stream };
  } catch (error) {
    socket?.destroy();
    throw patience.signal.aborted ? patience.signal.reason : error;
  } finally {
    patience.end();
  }
}

function settled(connection: Connection, signal: AbortSignal, user: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      signal.removeEventListener('abort', stop);
      // What ends it afterwards is of no interest, and would end the program without a listener.
      connection.on('error', () => {});
      connection.destroy();
      reject(signInError(error, user));
    };
    const stop = () => fail(signal.reason);
    connection.once('error', fail);
    connection.once('connect', () => {
      signal.removeEventListener('abort', stop);
      connection.off('error', fail);
      resolve();
    });
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** The first packet has number 0 and begins with the version of the protocol, 10 (or 9), or an error, 255. */
function isGreeting(first: Buffer): boolean {
  return first.length < 5 || (first[3] === 0 && [9, 10, 255].includes(first[4]!));
}

async function driver(): Promise<typeof import('mysql2')> {
  try {
    return (await import('mysql2')).default as unknown as typeof import('mysql2');
  } catch (cause) {
    throw new ProbeError(
      'misconfigured',
      'the driver is not installed: npm install mysql2, or the bundle of the agent that holds the drivers',
      { cause },
    );
  }
}

/** Aborts when the time is over or nobody waits any more; `step` is what took too long. */
function patienceOf(timeoutMs: number, signal: AbortSignal) {
  const both = new AbortController();
  const patience = {
    signal: both.signal,
    step: 'connect' as 'connect' | 'greeting' | 'answer',
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    },
  };
  const words = {
    connect: 'no connection',
    greeting: 'takes the connection and says nothing: it hangs, or is no MySQL; so far nothing came',
    answer: 'greets, and does not finish the sign-in',
  };
  const timer = setTimeout(
    () => both.abort(new ProbeError('silent', `${words[patience.step]} within ${timeoutMs / 1_000} s`)),
    timeoutMs,
  );
  const stop = () => both.abort(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return patience;
}

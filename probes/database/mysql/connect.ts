import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Connection } from 'mysql2';
import { deadlineOf } from '../../deadline.ts';
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

/** What took too long, by the step that was under way. */
const TOO_LATE = {
  connect: 'no connection',
  greeting: 'takes the connection and says nothing: it hangs, or is no MySQL; so far nothing came',
  answer: 'greets, and does not finish the sign-in',
};

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
  let step: keyof typeof TOO_LATE = 'connect';
  const deadline = deadlineOf(
    { timeoutMs, signal },
    () => new ProbeError('silent', `${TOO_LATE[step]} within ${timeoutMs / 1_000} s`),
  );
  let socket: Socket | undefined;
  try {
    const { createConnection } = await driver();
    const plain = await connectTcp({ address, port }, deadline.signal);
    socket = plain;
    step = 'greeting';
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
      secure(plain, { host, tls }, deadline.signal).then((secured) => {
        secured.on('data', (data: Buffer) => inside.packetParser.execute(data));
        inside.stream = secured;
        onSecure();
      }, onSecure);
    };
    plain.once('data', (first: Buffer) => {
      step = 'answer';
      if (!isGreeting(first))
        connection.emit(
          'error',
          new ProbeError(
            'not_understood',
            'answers, but not as MySQL does: look whether something else uses this port',
          ),
        );
    });
    await settled(connection, deadline.signal, user);
    return { connection, stream: inside.stream };
  } catch (error) {
    socket?.destroy();
    throw deadline.signal.aborted ? deadline.signal.reason : error;
  } finally {
    deadline.end();
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

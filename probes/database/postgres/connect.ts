import type { Socket } from 'node:net';
import type { Client } from 'pg';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { secure } from '../../web/connect.ts';
import { needNode } from '../driver-needs.ts';
import type { Wire } from './bounded-query.ts';
import type { PostgresConfig } from './config.ts';
import { type PostgresFailure, signInError } from './failure.ts';

/** What the driver's types do not tell of its connection. */
export interface Inside extends Wire {
  stream: Socket;
  upgradeToSSL(host: string, report: (error: Error) => void): void;
  attachListeners(stream: Socket): void;
  emit(event: string, ...args: unknown[]): boolean;
  on(
    event: 'parameterStatus',
    listener: (message: { parameterName: string; parameterValue: string }) => void,
  ): this;
}

export interface SignedIn {
  client: Client;
  inside: Inside;
  /** What the server says of itself and of the session: `server_version`, `TimeZone` … kept up to date. */
  parameters: Map<string, string>;
}

/** Settings of a session that every relative knows, and those that only some know. */
const SURE = ['default_transaction_read_only=on', 'DateStyle=ISO'];
const BETTER = ['lock_timeout=1000', 'idle_in_transaction_session_timeout=60000'];
const UNKNOWN_SETTING = '42704';
/** A sign-in takes some hundred bytes; the driver would hold whatever a message says it is long. */
const MOST_SIGN_IN_BYTES = 1024 ** 2;
const MOST_PARAMETERS = 200;

/** Connects and signs in, read-only from its first moment on. Rejects with a `ProbeError`, or the reason of the signal. */
export async function signIn(
  config: PostgresConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<SignedIn> {
  const ways = config.tls === 'preferred' ? [true, false] : [config.tls !== 'off'];
  for (const withTls of ways) {
    try {
      return await withKnownSettings(config, options, withTls, signal);
    } catch (error) {
      const isLast = withTls === ways.at(-1);
      if (isLast || !/does not support SSL/.test(String((error as PostgresFailure).message)))
        throw signal.aborted ? signal.reason : signInError(error, config);
    }
  }
  throw new Error('not reached');
}

async function withKnownSettings(
  config: PostgresConfig,
  options: ProbeOptions,
  withTls: boolean,
  signal: AbortSignal,
) {
  const sure = [...SURE, `statement_timeout=${config.timeout}`];
  try {
    return await attempt(config, options, { withTls, settings: [...sure, ...BETTER] }, signal);
  } catch (error) {
    if ((error as PostgresFailure).code !== UNKNOWN_SETTING) throw error;
    return attempt(config, options, { withTls, settings: sure }, signal);
  }
}

async function attempt(
  config: PostgresConfig,
  { host = config.address }: ProbeOptions,
  { withTls, settings }: { withTls: boolean; settings: readonly string[] },
  signal: AbortSignal,
): Promise<SignedIn> {
  const { address, port, user, password = '', database, timeout: timeoutMs } = config;
  needNode(16, 'pg');
  const { default: pg } = await import('pg');
  signal.throwIfAborted();
  const client = new pg.Client({
    host: address,
    port,
    user,
    // As a function: an empty one would be looked for in the environment and in the home folder.
    password: () => password,
    database,
    ssl: withTls,
    application_name: 'ward',
    options: settings.map((setting) => `-c ${setting}`).join(' '),
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  });
  const inside = (client as unknown as { connection: Inside }).connection;
  const parameters = new Map<string, string>();
  inside.on('parameterStatus', ({ parameterName, parameterValue }) => {
    if (parameters.size < MOST_PARAMETERS || parameters.has(parameterName))
      parameters.set(parameterName, parameterValue);
  });
  let bytes = 0;
  const count = (data: Buffer) => {
    bytes += data.length;
    if (bytes > MOST_SIGN_IN_BYTES) giveUp(notPostgres());
  };
  inside.stream.on('data', count);
  const stopped = new AbortController();
  inside.upgradeToSSL = (_address, report) => {
    const tls = {
      ...(config.ca !== undefined && { ca: config.ca }),
      insecure: config.tls !== 'verified',
      minVersion: config.min_tls,
    };
    secure(inside.stream, { host, tls }, stopped.signal).then(
      (secured) => {
        inside.stream = secured;
        secured.on('data', count);
        inside.attachListeners(secured);
        secured.on('error', report);
        inside.emit('sslconnect');
      },
      (error) => inside.emit('error', error),
    );
  };
  // What ends it later is told by what is asked; without a listener it would end the program.
  client.on('error', () => {});
  inside.stream.once('data', (first: Buffer) => {
    if (!isPostgres(first, withTls)) inside.emit('error', notPostgres());
  });

  let isThere = false;
  inside.stream.once('connect', () => {
    isThere = true;
  });
  const timer = setTimeout(() => giveUp(tooLate()), timeoutMs);
  const onAbort = () => giveUp(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await client.connect();
    return { client, inside, parameters };
  } catch (error) {
    stopped.abort(error);
    inside.stream.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    inside.stream.off('data', count);
  }

  function giveUp(reason: unknown): void {
    inside.emit('error', reason);
  }

  function tooLate(): ProbeError {
    const what = isThere
      ? `${address}:${port} takes the connection and says nothing`
      : `no connection to ${address}:${port}`;
    return new ProbeError('silent', `${what} within ${timeoutMs} ms`);
  }
}

/** TLS is answered with one letter; else a server begins with a sign-in, an error or a notice of a sensible length. */
function isPostgres(first: Buffer, withTls: boolean): boolean {
  const letter = String.fromCharCode(first[0] ?? 0);
  if (withTls && first.length === 1) return letter === 'S' || letter === 'N';
  return 'REN'.includes(letter) && first.length >= 5 && first.readUInt32BE(1) < 65_536;
}

function notPostgres(): ProbeError {
  return new ProbeError(
    'not_understood',
    'answers, but not as PostgreSQL does: look whether something else uses this port',
  );
}

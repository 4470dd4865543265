import { readFileSync } from 'node:fs';
import type { Client, QueryResult } from 'pg';
import { nameOfLedger, type PostgresAddress } from '#collector/config/ledger-address.ts';
import { LedgerBusyError, LedgerUnusableError } from '../ledger-errors.ts';
import type { SqlValue } from '../sql.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { explained, isLost } from './postgres-errors.ts';
import { numbered } from './statement-text.ts';
import { parserOf, toParameter } from './statement-values.ts';

const CONNECT_MS = 5_000;
/** A transaction that does nothing for so long belongs to a collector that hangs. */
const IDLE_TRANSACTION_MS = 60_000;
/** Statements that a session keeps prepared. */
const PREPARED = 200;

/** One connection, for as long as it lasts. */
export interface Session {
  readonly isLost: boolean;
  /** One statement, with `?` for parameters. */
  query(text: string, values?: readonly SqlValue[]): Promise<QueryResult>;
  /** Several behind semicolons, without parameters; the result of the last. */
  script(text: string): Promise<QueryResult>;
  /** Resolves when it ended, however. */
  readonly ended: Promise<void>;
  end(): Promise<void>;
}

export interface SessionOptions {
  address: PostgresAddress;
  /** How the server lists it, in `pg_stat_activity`. */
  name: string;
  patience: Patience;
}

/** Opens a connection; rejects with what the driver says. */
export async function openSession({ address, name, patience }: SessionOptions): Promise<Session> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: address.host,
    port: address.port,
    user: address.user,
    password: passwordOf(address),
    database: address.database,
    ssl: tlsOf(address),
    application_name: name,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: (type: number) => parserOf(type) as never },
  });
  const ended = Promise.withResolvers<void>();
  client.on('end', () => ended.resolve());
  // It is told by the statement under way, and by `ended`.
  client.on('error', () => ended.resolve());
  try {
    await client.connect();
    await client.query(settings(address, patience));
  } catch (error) {
    destroy(client);
    throw error;
  }
  return sessionOn(client, ended.promise, patience);
}

function sessionOn(client: Client, ended: Promise<void>, { statementMs, silenceMs }: Patience): Session {
  const prepared = new Map<string, string>();
  const seen = new Set<string>();
  let lost = false;
  ended.then(() => {
    lost = true;
  });

  return {
    get isLost() {
      return lost;
    },
    ended,
    query(text, values = []) {
      const numberedText = numbered(text, values);
      const name = nameFor(numberedText);
      return within(() => client.query({ text: numberedText, name, values: values.map(toParameter) }));
    },
    async script(text) {
      const results: unknown = await within(() => client.query(text));
      return (Array.isArray(results) ? results.at(-1) : results) as QueryResult;
    },
    async end() {
      lost = true;
      const goodbye = client.end().catch(() => {});
      await Promise.race([goodbye, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
      destroy(client);
    },
  };

  /** What the server does not answer in time ends the connection, so that nothing waits without limit. */
  async function within(work: () => Promise<QueryResult>): Promise<QueryResult> {
    if (lost) throw new LedgerBusyError('the connection to the ledger was lost');
    const timer = setTimeout(() => {
      lost = true;
      destroy(client);
    }, statementMs + silenceMs);
    try {
      return await work();
    } catch (error) {
      if (isLost(error)) {
        lost = true;
        destroy(client);
      }
      throw explained(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Only what comes again is worth a plan that is kept. */
  function nameFor(text: string): string | undefined {
    const known = prepared.get(text);
    if (known !== undefined || prepared.size >= PREPARED) return known;
    if (seen.delete(text)) prepared.set(text, `w${prepared.size}`);
    else seen.add(text);
    if (seen.size > 10 * PREPARED) seen.clear();
    return prepared.get(text);
  }
}

/** Whatever the server or the account has for these: the ledger needs what is named here. */
function settings({ schema }: PostgresAddress, { statementMs }: Patience): string {
  const lines = {
    search_path: `"${schema}"`,
    // Acknowledged means on disk.
    synchronous_commit: 'on',
    statement_timeout: statementMs,
    lock_timeout: Math.min(PATIENCE.statementMs, statementMs),
    idle_in_transaction_session_timeout: Math.max(IDLE_TRANSACTION_MS, statementMs),
    default_transaction_isolation: "'read committed'",
    default_transaction_read_only: 'off',
    standard_conforming_strings: 'on',
    bytea_output: 'hex',
    extra_float_digits: 1,
    client_min_messages: 'warning',
    // A machine that lost its power must not hold locks for the two hours that the system would wait.
    tcp_keepalives_idle: 10,
    tcp_keepalives_interval: 5,
    tcp_keepalives_count: 3,
  };
  return Object.entries(lines)
    .map(([name, value]) => `SET ${name} = ${value}`)
    .join('; ');
}

function passwordOf(address: PostgresAddress): string | undefined {
  const { secret, secretFile } = address;
  if (secretFile === '') return secret || undefined;
  return readText(address, secretFile, 'secretFile').split('\n', 1)[0].trim();
}

function tlsOf(address: PostgresAddress) {
  if (address.tls === 'off') return false;
  const ca = address.caFile === '' ? undefined : readText(address, address.caFile, 'caFile');
  return { rejectUnauthorized: address.tls === 'verified', ca };
}

function readText(address: PostgresAddress, file: string, parameter: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LedgerUnusableError(
      `the ledger ${nameOfLedger(address)} cannot be opened (${(cause as Error).message}): correct "${parameter}" in the setting "ledger"`,
      { cause },
    );
  }
}

function destroy(client: Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

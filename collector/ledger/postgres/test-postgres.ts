import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresAddress } from '#collector/config/ledger-address.ts';
import { type Postgres, type PostgresOptions, startPostgres } from '#scripts/servers/postgres.ts';
import type { LedgerPlace } from '../ledger-suite.ts';
import { openPostgres } from './postgres.ts';

/** A PostgreSQL with a database as docs/ledger.md makes it. */
export interface LedgerServer {
  server: Postgres;
  /** As the account of Ward. */
  address(schema: string): PostgresAddress;
  /** The same as it stands in a configuration. */
  url(schema: string): string;
  /** An empty schema and a folder. */
  place(): Promise<LedgerPlace & { address: PostgresAddress }>;
  stop(): Promise<void>;
}

export const LEDGER_PASSWORD = 'not a real password: 7f31';

/** For tests. */
export async function startLedgerServer(options: PostgresOptions = {}): Promise<LedgerServer> {
  const server = await startPostgres({
    lines: ['max_connections = 60', ...(options.lines ?? [])],
    ...options,
  });
  await server.run(`CREATE ROLE ward LOGIN PASSWORD '${LEDGER_PASSWORD}'`);
  // Sorted as people in China sort: what relies on the order of bytes has to ask for it.
  await server.run(
    "CREATE DATABASE ward OWNER ward TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN'",
  );
  const address = (schema: string): PostgresAddress => ({
    kind: 'postgres',
    host: server.address,
    port: server.port,
    database: 'ward',
    schema,
    user: 'ward',
    secret: LEDGER_PASSWORD,
    secretFile: '',
    tls: 'off',
    caFile: '',
  });
  return {
    server,
    address,
    url: (schema) =>
      `postgres://ward:${encodeURIComponent(LEDGER_PASSWORD)}@${server.address}:${server.port}/ward?schema=${schema}`,
    async place() {
      const schema = `t_${randomBytes(6).toString('hex')}`;
      const dataDir = mkdtempSync(join(tmpdir(), 'ward-ledger-'));
      return {
        address: address(schema),
        dataDir,
        async remove() {
          await dropSchema(address(schema));
          rmSync(dataDir, { recursive: true, force: true });
        },
      };
    },
    stop: () => server.stop(),
  };
}

/** Removes what a test made. */
export async function dropSchema(address: PostgresAddress): Promise<void> {
  const sql = openPostgres(address, { purpose: 'end of a test' });
  await sql.run(`DROP SCHEMA IF EXISTS "${address.schema}" CASCADE`);
  await sql.close();
}

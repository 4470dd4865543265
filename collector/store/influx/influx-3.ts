import type { Retention } from '../embedded/tiers.ts';
import { StoreUnavailableError, type StoreWarning } from '../store.ts';
import type { InfluxAddress } from './address.ts';
import { conflictsOfLines } from './conflicts.ts';
import { type InfluxFlavour, parseDuration, retentionWarnings } from './flavour.ts';
import type { InfluxDoor } from './influx-door.ts';

const PATH = '/api/v3/configure/database';
const MINUTE_MS = 60_000;
const MADE_MEANWHILE = 409;

/** A database in the list; the documentation has `db`, the server's own queries name it after its column. */
interface ListedDatabase {
  db?: string;
  'iox::database'?: string;
  retention_period?: string | null;
}

/**
 * InfluxDB 3.x: tokens, databases with one time of retention each; `database/policy` is what 1.x calls a policy. `/write`
 * and `/query` are those of 1.x. Its InfluxQL has SELECT and some SHOWs: no SELECT INTO, no DELETE, no DROP SERIES, no
 * SHOW SERIES; its Core cannot change the time of retention of a database, so one that differs is only told of.
 * Nothing less than a table can be deleted: a target that comes back gets another life instead.
 *
 * https://docs.influxdata.com/influxdb3/core/write-data/http-api/compatibility-apis/
 * https://docs.influxdata.com/influxdb3/core/query-data/execute-queries/influxdb-v1-api/
 * https://docs.influxdata.com/influxdb3/core/reference/influxql/feature-support/
 * https://docs.influxdata.com/influxdb3/core/admin/databases/create/ (names, time of retention, `database/policy`)
 * https://docs.influxdata.com/influxdb3/core/admin/databases/list/
 */
export function influx3({ database, secret }: InfluxAddress): InfluxFlavour {
  async function prepare(door: InfluxDoor, { rawMs, minuteMs, hourMs }: Retention) {
    const warnings: StoreWarning[] = [];
    const listed = await list(door);
    let rawKeepsMs = Number.POSITIVE_INFINITY;
    for (const [name, wantedMs] of [
      [database, rawMs],
      [`${database}/ward_1m`, minuteMs],
      [`${database}/ward_1h`, hourMs],
    ] as const) {
      const found = listed.get(name);
      if (found === undefined) await make(door, name, wantedMs);
      // One that does not tell its time is believed to keep what is wanted.
      const keepsMs =
        found === undefined || Number.isNaN(found) ? wantedMs || Number.POSITIVE_INFINITY : found;
      warnings.push(...retentionWarnings(`database ${name}`, keepsMs, wantedMs));
      if (name === database) rawKeepsMs = keepsMs;
    }
    return { keepsMs: rawKeepsMs, warnings };
  }

  return {
    // Nobody signs in where the server was started without authorization.
    authorization: secret ? `Bearer ${secret}` : undefined,
    // Not `rp`, which is "honored, but discouraged".
    place: (policy) => `db=${encodeURIComponent(policy ? `${database}/${policy}` : database)}`,
    prepare,
    conflicts: conflictsOfLines,
    deleteTarget: async () => false,
    deleteBefore: async () => false,
  };
}

async function list(door: InfluxDoor): Promise<Map<string, number>> {
  const { status, answer, text } = await door.call('GET', `${PATH}?format=json`);
  if (status !== 200 || !Array.isArray(answer)) throw refusal(door, status, text);
  return new Map(
    (answer as ListedDatabase[]).map((one) => [
      one.db ?? one['iox::database'] ?? '',
      parseDuration(one.retention_period ?? ''),
    ]),
  );
}

async function make(door: InfluxDoor, db: string, wantedMs: number): Promise<void> {
  // Left out it is for ever; 0 would be nothing at all.
  const period = wantedMs > 0 ? { retention_period: `${Math.round(wantedMs / MINUTE_MS)}m` } : {};
  const { status, text } = await door.call('POST', PATH, { db, ...period });
  if (status >= 300 && status !== MADE_MEANWHILE) throw refusal(door, status, text);
}

function refusal({ url }: InfluxDoor, status: number, text: string): StoreUnavailableError {
  return new StoreUnavailableError(`${url} answers ${status} to ${PATH}: ${text}`, { code: 'unwell' });
}

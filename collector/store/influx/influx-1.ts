import type { Retention } from '../embedded/tiers.ts';
import type { InfluxAddress } from './address.ts';
import { conflictOfMessage } from './conflicts.ts';
import { type FoundDatabase, type InfluxFlavour, parseDuration, retentionWarnings } from './flavour.ts';
import type { InfluxDoor } from './influx-door.ts';
import { identifier, literal } from './tags.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The policy of samples in a database that we make. */
const OWN_POLICY = 'ward';

/**
 * InfluxDB 1.x: users with passwords, databases and retention policies made by statements.
 * https://docs.influxdata.com/influxdb/v1/query_language/manage-database/
 */
export function influx1({ database, user, secret }: InfluxAddress): InfluxFlavour {
  const name = identifier(database);

  async function prepare(door: InfluxDoor, { rawMs, minuteMs, hourMs }: Retention): Promise<FoundDatabase> {
    const [databases] = await door.query('SHOW DATABASES');
    if (!databases?.values?.some(([one]) => one === database)) {
      await door.query(`CREATE DATABASE ${name} WITH ${rule(rawMs, 'REPLICATION 1')} NAME "${OWN_POLICY}"`);
    }
    const policies = await policiesOf(door);
    for (const [policy, wantedMs] of [
      ['ward_1m', minuteMs],
      ['ward_1h', hourMs],
    ] as const) {
      const found = policies.get(policy);
      if (!found)
        await door.query(`CREATE RETENTION POLICY "${policy}" ON ${name} ${rule(wantedMs, 'REPLICATION 1')}`);
      else await keepFor(door, policy, found.keepsMs, wantedMs);
    }
    const [policy, { keepsMs }] = [...policies].find(([, { isDefault }]) => isDefault) ?? [
      OWN_POLICY,
      { keepsMs: Number.POSITIVE_INFINITY },
    ];
    if (policy === OWN_POLICY) {
      await keepFor(door, policy, keepsMs, rawMs);
      return { keepsMs: rawMs || Number.POSITIVE_INFINITY, warnings: [] };
    }
    return { keepsMs, warnings: retentionWarnings(`${database}.${policy}`, keepsMs, rawMs) };
  }

  async function policiesOf(door: InfluxDoor): Promise<Map<string, { keepsMs: number; isDefault: boolean }>> {
    const [{ columns, values = [] }] = await door.query(`SHOW RETENTION POLICIES ON ${name}`);
    const column = (row: unknown[], wanted: string) => row[columns.indexOf(wanted)];
    return new Map(
      values.map((row) => [
        String(column(row, 'name')),
        {
          keepsMs: parseDuration(String(column(row, 'duration'))),
          isDefault: column(row, 'default') === true,
        },
      ]),
    );
  }

  async function keepFor(door: InfluxDoor, policy: string, keepsMs: number, wantedMs: number): Promise<void> {
    if (keepsMs === (wantedMs || Number.POSITIVE_INFINITY)) return;
    await door.query(`ALTER RETENTION POLICY "${policy}" ON ${name} ${rule(wantedMs)}`);
  }

  return {
    authorization: user ? `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` : undefined,
    place: (policy) => `db=${encodeURIComponent(database)}${policy ? `&rp=${policy}` : ''}`,
    prepare,
    conflicts: conflictOfMessage,
    async deleteTarget(door, tag) {
      await door.query(`DROP SERIES WHERE "target" = ${literal(tag)}`);
      return true;
    },
    async deleteBefore(door, timeMs) {
      await door.query(`DELETE WHERE time < ${Math.floor(timeMs * 1000)}u`);
      return true;
    },
  };
}

/** A shorter time is refused unless the shards are made smaller with it; these are the widths it takes by itself. */
function rule(keptMs: number, more = ''): string {
  const shard = keptMs > 0 && keptMs < 2 * DAY_MS ? '1h' : keptMs > 0 && keptMs <= 180 * DAY_MS ? '1d' : '7d';
  return `DURATION ${Math.round(keptMs / MINUTE_MS)}m ${more} SHARD DURATION ${shard}`;
}

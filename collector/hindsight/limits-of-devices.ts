import type { Sql } from '#collector/ledger/sql.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Schema } from '#protocol/schema.ts';

/** Schemas of one target that are looked through, newest first: a device has a few, each replaced now and then. */
const SCHEMAS_LOOKED_AT = 50;

/** The limits that devices give for their series now, by key of the series. */
export async function limitsOfDevices(
  sql: Sql,
  metric: string,
  targets: Iterable<string>,
): Promise<Map<string, DeviceLimits>> {
  const found = new Map<string, DeviceLimits>();
  for (const target of targets) {
    const known = new Set<string>();
    const rows = await sql.all<{ content: string }>(
      'SELECT content FROM schemas WHERE target = ? ORDER BY first_seen_ms DESC, id LIMIT ?',
      target,
      SCHEMAS_LOOKED_AT,
    );
    for (const { content } of rows) {
      for (const column of (JSON.parse(content) as Schema).columns) {
        if (column.metric !== metric) continue;
        const key = seriesKey({ target, metric, labels: column.labels });
        if (known.has(key)) continue;
        known.add(key);
        if (column.limits) found.set(key, column.limits);
      }
    }
  }
  return found;
}

import type { Sql } from '#collector/ledger/sql.ts';

const NAME = 'collector.starts';

/** Counts this start; returns how often the collector has started with this ledger. */
export function countStart(sql: Sql, nowMs: number): Promise<number> {
  return sql.transaction(async (sql) => {
    const row = await sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', NAME);
    const starts = Number(row?.value ?? 0) + 1;
    await sql.run(
      `INSERT INTO settings (name, value, changed_at_ms) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at_ms = excluded.changed_at_ms`,
      NAME,
      String(starts),
      nowMs,
    );
    return starts;
  });
}

import type { Sql } from '#collector/ledger/sql.ts';

/** What stores and copies ask a ledger about targets. */
export interface KnownTargets {
  /** False for one that was deleted, or that this ledger never had: nobody could see its history. */
  wants(target: string): Promise<boolean>;
  /** The display name; undefined without one. */
  hostOf(target: string): Promise<string | undefined>;
}

/** The targets of a ledger, asked anew each time. */
export function targetsKnownTo(sql: Sql): KnownTargets {
  return {
    async wants(target) {
      const row = await sql.get('SELECT id FROM targets WHERE id = ? AND deleted_at_ms IS NULL', target);
      return row !== undefined;
    },
    async hostOf(target) {
      const row = await sql.get<{ host: string }>('SELECT host FROM targets WHERE id = ?', target);
      return row?.host || undefined;
    },
  };
}

import type { Sql } from '#collector/ledger/sql.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import { Rule, type RuleRevision } from '#protocol/rule.ts';

/** A rule as the ledger holds it. */
export interface StoredRule extends RuleRevision {
  /** True while it is as it was shipped. */
  shipped: boolean;
  changedBy: string;
  changedAtMs: number;
}

interface Row {
  id: string;
  revision: number;
  rule: string;
  shipped: number;
  changed_by: string;
  changed_at_ms: number;
  deleted_at_ms: number | null;
}

export type RulesRepository = ReturnType<typeof rulesIn>;

/**
 * The rules in the ledger. A change is in force once `inForce` stands in the journal as a `CONTROL.rules` entry;
 * whoever changes a rule appends it.
 */
export function rulesIn(sql: Sql, nowMs: () => number) {
  return {
    /** Brings the shipped rules in. What people changed or deleted stays as they want it; true when one changed. */
    ship(rules: readonly Rule[]): Promise<boolean> {
      return sql.transaction(async (sql) => {
        let changed = false;
        for (const rule of rules) {
          const row = await sql.get<Row>('SELECT * FROM rules WHERE id = ?', rule.id);
          if (row && (!row.shipped || row.rule === JSON.stringify(rule))) continue;
          await write(sql, rule, true, 'ward');
          changed = true;
        }
        return changed;
      });
    },

    /** Rules that hold in the scope, by id after `cursor`; those for every organisation are seen by everybody. */
    async list(scope: Scope, cursor: string, limit: number): Promise<StoredRule[]> {
      const rows = await sql.all<Row>(
        'SELECT * FROM rules WHERE deleted_at_ms IS NULL AND id > ? ORDER BY id',
        cursor,
      );
      return rows
        .map(toStored)
        .filter((stored) => isSeen(scope, stored.rule))
        .slice(0, limit);
    },

    async get(scope: Scope, id: string): Promise<StoredRule | undefined> {
      const row = await sql.get<Row>('SELECT * FROM rules WHERE id = ? AND deleted_at_ms IS NULL', id);
      if (!row) return undefined;
      const stored = toStored(row);
      return isSeen(scope, stored.rule) ? stored : undefined;
    },

    /** Makes or replaces a rule; who may do so is decided before. */
    put(rule: Rule, by: string): Promise<StoredRule> {
      return sql.transaction(async (sql) => {
        await write(sql, rule, false, by);
        const row = await sql.get<Row>('SELECT * FROM rules WHERE id = ?', rule.id);
        return toStored(row as Row);
      });
    },

    /** False when there is no such rule. */
    remove(id: string, by: string): Promise<boolean> {
      return sql.transaction(async (sql) => {
        const revision = await nextRevision(sql);
        const changed = await sql.run(
          `UPDATE rules SET deleted_at_ms = ?, changed_at_ms = ?, changed_by = ?, revision = ?, shipped = 0
           WHERE id = ? AND deleted_at_ms IS NULL`,
          nowMs(),
          nowMs(),
          by,
          revision,
          id,
        );
        return changed > 0;
      });
    },

    /** What `CONTROL.rules` carries: every enabled rule, and the number of the last change. */
    async inForce(): Promise<{ revision: number; rules: RuleRevision[] }> {
      const rows = await sql.all<Row>('SELECT * FROM rules ORDER BY id');
      const rules = rows
        .filter((row) => row.deleted_at_ms === null)
        .map((row) => ({ rule: Rule.parse(JSON.parse(row.rule)), revision: row.revision }))
        .filter(({ rule }) => rule.enabled);
      return { revision: Math.max(0, ...rows.map((row) => row.revision)), rules };
    },

    /** A rule as it is or, when it was deleted, as it was last: for what is still to be said about its alerts. */
    async recall(id: string): Promise<Rule | undefined> {
      const row = await sql.get<Row>('SELECT * FROM rules WHERE id = ?', id);
      return row && Rule.parse(JSON.parse(row.rule));
    },
  };

  async function write(sql: Sql, rule: Rule, shipped: boolean, by: string): Promise<void> {
    await sql.run(
      `INSERT INTO rules (id, revision, rule, shipped, changed_by, changed_at_ms, deleted_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, NULL)
       ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, rule = excluded.rule,
         shipped = excluded.shipped, changed_by = excluded.changed_by, changed_at_ms = excluded.changed_at_ms,
         deleted_at_ms = NULL`,
      rule.id,
      await nextRevision(sql),
      JSON.stringify(rule),
      shipped ? 1 : 0,
      by,
      nowMs(),
    );
  }
}

async function nextRevision(sql: Sql): Promise<number> {
  const row = await sql.get<{ newest: number | null }>('SELECT MAX(revision) AS newest FROM rules');
  return (row?.newest ?? 0) + 1;
}

function isSeen(scope: Scope, rule: Rule): boolean {
  return rule.organisation === '*' || inScope(scope, rule.organisation);
}

function toStored(row: Row): StoredRule {
  return {
    rule: Rule.parse(JSON.parse(row.rule)),
    revision: row.revision,
    shipped: row.shipped === 1,
    changedBy: row.changed_by,
    changedAtMs: row.changed_at_ms,
  };
}

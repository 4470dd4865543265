import type { Sql } from '#collector/ledger/sql.ts';
import { isSeen, type Scope } from '#collector/people/caller.ts';
import type { Rule, RuleRevision } from '#protocol/rule.ts';
import { readStoredRule } from '#protocol/stored-rule.ts';
import { formerRules } from './default-rules/former-rules.ts';

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
    /**
     * Brings the shipped rules in, and takes those out that are shipped no more; true when one changed. What people
     * changed or deleted stays as they want it, and what had become a tier of it stays as it was.
     */
    ship(rules: readonly Rule[]): Promise<boolean> {
      return sql.transaction(async (sql) => {
        const rows = new Map((await sql.all<Row>('SELECT * FROM rules')).map((row) => [row.id, row]));
        let changed = false;
        for (const shipped of rules) {
          const rule = withoutTiersOfPeople(shipped, rows);
          const row = rows.get(rule.id);
          const isSame = row?.rule === JSON.stringify(rule) && row.deleted_at_ms === null;
          if (row && (!row.shipped || isSame)) continue;
          await write(sql, rule, true, 'ward');
          changed = true;
        }
        for (const id of retired(rules, rows)) {
          await take(sql, id, true, 'ward');
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

    /** How many there are. */
    async count(): Promise<number> {
      const row = await sql.get<{ count: number }>(
        'SELECT COUNT(*) AS count FROM rules WHERE deleted_at_ms IS NULL',
      );
      return row?.count ?? 0;
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
      return sql.transaction((sql) => take(sql, id, false, by));
    },

    /**
     * Every enabled rule, those that are enabled for some place alone, and the number of the last change: what
     * `CONTROL.rules` carries of rules.
     */
    async inForce(
      somewhere: ReadonlySet<string> = new Set(),
    ): Promise<{ revision: number; rules: RuleRevision[] }> {
      const rows = await sql.all<Row>('SELECT * FROM rules ORDER BY id');
      const rules = rows
        .filter((row) => row.deleted_at_ms === null)
        .map((row) => ({ rule: readStoredRule(JSON.parse(row.rule)), revision: row.revision }))
        .filter(({ rule }) => rule.enabled || somewhere.has(rule.id));
      return { revision: Math.max(0, ...rows.map((row) => row.revision)), rules };
    },

    /** A rule as it is or, when it was deleted, as it was last: for what is still to be said about its alerts. */
    async recall(id: string): Promise<Rule | undefined> {
      const row = await sql.get<Row>('SELECT * FROM rules WHERE id = ?', id);
      return row && readStoredRule(JSON.parse(row.rule));
    },
  };

  async function take(sql: Sql, id: string, shipped: boolean, by: string): Promise<boolean> {
    const changed = await sql.run(
      `UPDATE rules SET deleted_at_ms = ?, changed_at_ms = ?, changed_by = ?, revision = ?, shipped = ?
       WHERE id = ? AND deleted_at_ms IS NULL`,
      nowMs(),
      nowMs(),
      by,
      await nextRevision(sql),
      shipped ? 1 : 0,
      id,
    );
    return changed > 0;
  }

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

/** A tier whose rule people had made their own would tell what they did not want told, or tell it twice. */
function withoutTiersOfPeople(rule: Rule, rows: ReadonlyMap<string, Row>): Rule {
  const own = Object.entries(formerRules)
    .filter(([id, { by }]) => by === rule.id && rows.get(id)?.shipped === 0)
    .map(([, { severity }]) => severity as string);
  return own.length === 0
    ? rule
    : { ...rule, tiers: rule.tiers.filter(({ severity }) => !own.includes(severity)) };
}

/** Rules that were shipped and are no more, without those whose successor people keep as it was. */
function retired(rules: readonly Rule[], rows: ReadonlyMap<string, Row>): string[] {
  const shipped = new Set(rules.map(({ id }) => id));
  const isKept = (id: string) => rows.get(formerRules[id]?.by ?? '')?.shipped === 0;
  return [...rows.values()]
    .filter((row) => row.shipped === 1 && row.deleted_at_ms === null)
    .filter(({ id }) => !shipped.has(id) && !isKept(id))
    .map(({ id }) => id);
}

async function nextRevision(sql: Sql): Promise<number> {
  const row = await sql.get<{ newest: number | null }>('SELECT MAX(revision) AS newest FROM rules');
  return (row?.newest ?? 0) + 1;
}

function toStored(row: Row): StoredRule {
  return {
    rule: readStoredRule(JSON.parse(row.rule)),
    revision: row.revision,
    shipped: row.shipped === 1,
    changedBy: row.changed_by,
    changedAtMs: row.changed_at_ms,
  };
}

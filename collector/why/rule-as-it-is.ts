import type { Sql } from '#collector/ledger/sql.ts';
import type { Alert } from '#protocol/alert.ts';
import { Rule } from '#protocol/rule.ts';
import type { Why } from '#protocol/why.ts';

interface Row {
  rule: string;
  revision: number;
  changed_by: string;
  changed_at_ms: number;
  deleted_at_ms: number | null;
}

/** The rule of an alert as it is, or as it was last when it was removed; the ledger keeps no older ones. */
export async function ruleAsItIs(
  sql: Sql,
  alert: Pick<Alert, 'rule' | 'ruleRevision'>,
): Promise<Why['rule']> {
  const row = await sql.get<Row>(
    'SELECT rule, revision, changed_by, changed_at_ms, deleted_at_ms FROM rules WHERE id = ?',
    alert.rule,
  );
  if (!row) return { state: 'unknown', rule: null, revision: null, changedBy: null, changedAtMs: null };
  const rule = Rule.parse(JSON.parse(row.rule));
  return {
    state: stateOf(row, rule, alert.ruleRevision),
    rule,
    revision: row.revision,
    changedBy: row.changed_by,
    changedAtMs: row.changed_at_ms,
  };
}

function stateOf(row: Row, rule: Rule, revision: number): Why['rule']['state'] {
  if (row.deleted_at_ms !== null) return 'removed';
  if (!rule.enabled) return 'disabled';
  return row.revision === revision ? 'in_force' : 'changed';
}

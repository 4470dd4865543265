import type { Sql } from '#collector/ledger/sql.ts';
import type { Rule } from '#protocol/rule.ts';
import type { GroupUse } from './groups.ts';

/** Looks for rules and thresholds that name a group. */
export function namesOfGroups(sql: Sql): (id: string) => Promise<GroupUse[]> {
  return async (id) => {
    const rules = await sql.all<{ rule: string }>('SELECT rule FROM rules WHERE deleted_at_ms IS NULL');
    const naming = rules
      .map(({ rule }): Rule => JSON.parse(rule))
      .filter(({ watch }) => watch.groups?.includes(id))
      .map(({ id, organisation }) => ({ kind: 'rule', id, organisation }));
    const thresholds = await sql.all<{ rule: string; organisation: string }>(
      "SELECT rule, organisation FROM thresholds WHERE level = 'group' AND subject = ?",
      id,
    );
    const set = thresholds.map(({ rule, organisation }) => ({ kind: 'threshold', id: rule, organisation }));
    return [...naming, ...set];
  };
}

import type { AlertsRepository } from '#collector/alerts/alerts-repository.ts';
import type { Target, Targets } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScope, inScopeSql, type Scope } from '#collector/people/caller.ts';
import type { Severity } from '#protocol/rule.ts';
import type { HeardChange } from './hearing.ts';

/** Of each source so many are read, and so many of all are told. */
export const CHANGES_TOLD = 200;

/** Something that is not as it was; fields that do not belong to its kind are null. */
export interface RecentChange {
  atMs: number;
  what: 'fired' | 'resolved' | 'inventory' | 'config' | 'silent' | 'heard' | 'added';
  target: string;
  alert: string | null;
  rule: string | null;
  severity: Severity | null;
  /** Of an inventory: which word it is, and what it says now. */
  field: string | null;
  value: string | null;
}

export interface RecentChangesOptions {
  sql: Sql;
  targets: Targets;
  alerts: Pick<AlertsRepository, 'search'>;
  /** Who fell silent and was heard again, oldest first. */
  heard(sinceMs: number): Iterable<HeardChange>;
}

/** What changed since then in a scope, newest first. `truncated`: there is more. */
export async function recentChanges(
  { sql, targets, alerts, heard }: RecentChangesOptions,
  scope: Scope,
  sinceMs: number,
): Promise<{ changes: RecentChange[]; truncated: boolean }> {
  const seen = (id: string): Target | undefined => {
    const target = targets.get(id);
    return target && inScope(scope, target.organisation) ? target : undefined;
  };
  const found: RecentChange[] = [];
  const add = (change: Pick<RecentChange, 'atMs' | 'what' | 'target'> & Partial<RecentChange>) =>
    found.push({ alert: null, rule: null, severity: null, field: null, value: null, ...change });

  const kinds = ['fired', 'resolved'] as const;
  const { events, next } = await alerts.search(scope, { fromMs: sinceMs, kinds }, null, CHANGES_TOLD);
  for (const { atMs, kind, alert } of events) {
    const { id, rule, severity, target } = alert;
    add({ atMs, what: kind === 'fired' ? 'fired' : 'resolved', target, alert: id, rule, severity });
  }
  // Inside the scope before they are cut: what is busy elsewhere must not hide what is here.
  const within = inScopeSql(scope, 'targets.organisation');
  const words = await sql.all<{ target: string; field: string; value: string; at_ms: number }>(
    `SELECT target, field, value, at_ms FROM inventory_changes JOIN targets ON targets.id = target
     WHERE changes > 0 AND at_ms >= ? AND ${within.text} ORDER BY at_ms DESC LIMIT ?`,
    sinceMs,
    ...within.values,
    CHANGES_TOLD + 1,
  );
  for (const { target, field, value, at_ms } of words)
    if (seen(target)) add({ atMs: at_ms, what: 'inventory', target, field, value });
  const configs = await sql.all<{ target: string; first_at_ms: number }>(
    `SELECT target, first_at_ms FROM config_versions JOIN targets ON targets.id = target
     WHERE first_at_ms >= ? AND version > 1 AND ${within.text} ORDER BY first_at_ms DESC LIMIT ?`,
    sinceMs,
    ...within.values,
    CHANGES_TOLD + 1,
  );
  for (const { target, first_at_ms } of configs)
    if (seen(target)) add({ atMs: first_at_ms, what: 'config', target });
  for (const { atMs, id, silent } of heard(sinceMs))
    if (seen(id)) add({ atMs, what: silent ? 'silent' : 'heard', target: id });
  for (const { id, createdAtMs, organisation } of targets.all())
    if (createdAtMs >= sinceMs && inScope(scope, organisation))
      add({ atMs: createdAtMs, what: 'added', target: id });
  found.sort((one, other) => other.atMs - one.atMs);
  return { changes: found.slice(0, CHANGES_TOLD), truncated: found.length > CHANGES_TOLD || next !== null };
}

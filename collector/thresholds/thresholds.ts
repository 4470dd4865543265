import type { Sql, SqlValue } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from '#collector/people/caller.ts';
import { Threshold } from '#protocol/threshold.ts';
import { labelsKey } from './resolve-threshold.ts';

/** Thresholds of all rules and organisations together: the judge holds each of them. */
export const MAX_THRESHOLDS = 20_000;

/** A threshold as the ledger holds it. */
export interface StoredThreshold {
  threshold: Threshold;
  changedBy: string;
  changedAtMs: number;
}

/** What names a threshold: there is one at most for each of these. */
export type ThresholdPlace = Pick<Threshold, 'rule' | 'level' | 'organisation' | 'subject' | 'labels'>;

interface Row {
  rule: string;
  level: string;
  organisation: string;
  subject: string;
  labels: string;
  body: string;
  reason: string;
  changed_by: string;
  changed_at_ms: number;
}

export type Thresholds = ReturnType<typeof thresholdsIn>;

/** The thresholds in the ledger. A change counts once it stands in the journal with the rules. */
export function thresholdsIn(sql: Sql, nowMs: () => number) {
  return {
    /** Every one, for the journal. */
    async all(): Promise<Threshold[]> {
      const rows = await sql.all<Row>(`SELECT * FROM thresholds ORDER BY ${PLACE}`);
      return rows.map((row) => toStored(row).threshold);
    },

    /** Of these rules, targets or groups, ordered by rule, level and place, `skip` from the first. */
    async list(
      scope: Scope,
      filter: { rule?: string | undefined; subject?: string | undefined },
      skip: number,
      limit: number,
    ): Promise<StoredThreshold[]> {
      const within = inScopeSql(scope, 'organisation');
      const values: SqlValue[] = [...within.values];
      let where = within.text;
      for (const column of ['rule', 'subject'] as const) {
        const wanted = filter[column];
        if (wanted === undefined) continue;
        where += ` AND ${column} = ?`;
        values.push(wanted);
      }
      const rows = await sql.all<Row>(
        `SELECT * FROM thresholds WHERE ${where} ORDER BY ${PLACE} LIMIT ? OFFSET ?`,
        ...values,
        limit,
        skip,
      );
      return rows.map(toStored);
    },

    async get(place: ThresholdPlace): Promise<StoredThreshold | undefined> {
      const row = await sql.get<Row>(`SELECT * FROM thresholds WHERE ${IS_AT}`, ...placeValues(place));
      return row && toStored(row);
    },

    /** Sets it in the place of the one that is there; who may do so is decided before. */
    async put(threshold: Threshold, by: string): Promise<StoredThreshold> {
      const changedAtMs = nowMs();
      await sql.run(
        `INSERT INTO thresholds (rule, level, organisation, subject, labels, body, reason, changed_by, changed_at_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (rule, level, organisation, subject, labels) DO UPDATE SET body = excluded.body,
           reason = excluded.reason, changed_by = excluded.changed_by, changed_at_ms = excluded.changed_at_ms`,
        ...placeValues(threshold),
        JSON.stringify({ labels: threshold.labels, values: threshold.values }),
        threshold.reason,
        by,
        changedAtMs,
      );
      return { threshold, changedBy: by, changedAtMs };
    },

    /** False when there was none. */
    async remove(place: ThresholdPlace): Promise<boolean> {
      return (await sql.run(`DELETE FROM thresholds WHERE ${IS_AT}`, ...placeValues(place))) > 0;
    },

    /** Forgets those of a target that is gone; returns how many there were. */
    removeOf(target: string): Promise<number> {
      return sql.run("DELETE FROM thresholds WHERE subject = ? AND level IN ('series', 'target')", target);
    },

    async count(): Promise<number> {
      const row = await sql.get<{ n: number }>('SELECT COUNT(*) AS n FROM thresholds');
      return row?.n ?? 0;
    },
  };
}

const PLACE = 'rule, level, organisation, subject, labels';
const IS_AT = 'rule = ? AND level = ? AND organisation = ? AND subject = ? AND labels = ?';

/** Labels are told apart by their key; the body has them as they are. */
function placeValues({ rule, level, organisation, subject, labels }: ThresholdPlace): SqlValue[] {
  return [rule, level, organisation, subject, labelsKey(labels)];
}

function toStored(row: Row): StoredThreshold {
  const { rule, level, organisation, subject, reason } = row;
  const threshold = Threshold.parse({ rule, level, organisation, subject, reason, ...JSON.parse(row.body) });
  return { threshold, changedBy: row.changed_by, changedAtMs: row.changed_at_ms };
}

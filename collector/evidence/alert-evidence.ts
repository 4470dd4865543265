import type { Sql } from '#collector/ledger/sql.ts';
import type { Alert } from '#protocol/alert.ts';
import { evidenceKey } from '#protocol/evidence.ts';

/** A record of evidence as it lies in the ledger. */
export interface EvidenceRow {
  position: number;
  at_ms: number;
  bytes: number;
  /** JSON of an `Evidence`. */
  data: string;
}

/** Records that one alert has at most, and their size: it keeps them as long as it is kept. */
export const ALERT_EVIDENCE = { records: 20, bytes: 256 * 1024 } as const;
/** Of those at most so many are from before it began: the others have to say how it went on. */
const BEFORE_IT_BEGAN = 10;
/** What was seen this long before an alert began belongs to it. */
export const LEAD_MS = 600_000;

/**
 * Gives an alert what was seen before it fired and since. Call it in the transaction in which it fires, behind the alert
 * itself: what is seen afterwards finds the alert. The same again changes nothing.
 */
export async function giveEvidence(sql: Sql, alert: Alert): Promise<void> {
  const { target, metric, labels, beganAtMs, resolvedAtMs } = alert;
  const between = async (fromMs: number, toMs: number, most: number): Promise<EvidenceRow[]> =>
    sql.all<EvidenceRow>(
      `SELECT position, at_ms, bytes, data FROM evidence
       WHERE target = ? AND series = ? AND at_ms >= ? AND at_ms <= ?
       ORDER BY at_ms DESC, position DESC LIMIT ?`,
      target,
      evidenceKey(metric, labels),
      fromMs,
      toMs,
      most,
    );
  const before = await between(beganAtMs - LEAD_MS, beganAtMs - 1, BEFORE_IT_BEGAN);
  const since = await between(beganAtMs, resolvedAtMs ?? Number.MAX_SAFE_INTEGER, ALERT_EVIDENCE.records);
  for (const row of [...before, ...since].reverse()) await addEvidence(sql, alert.id, row);
}

/** Gives an alert one record more, unless it has enough. */
export async function addEvidence(sql: Sql, alert: string, row: EvidenceRow): Promise<void> {
  const has = await sql.get<{ records: number; bytes: number | null }>(
    'SELECT COUNT(*) AS records, SUM(bytes) AS bytes FROM alert_evidence WHERE alert = ?',
    alert,
  );
  if ((has?.records ?? 0) >= ALERT_EVIDENCE.records) return;
  if ((has?.bytes ?? 0) + row.bytes > ALERT_EVIDENCE.bytes) return;
  await sql.run(
    `INSERT INTO alert_evidence (alert, position, at_ms, bytes, data) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (alert, position) DO NOTHING`,
    alert,
    row.position,
    row.at_ms,
    row.bytes,
    row.data,
  );
}

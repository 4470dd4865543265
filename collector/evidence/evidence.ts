/*
 *   records ─► short history of each series ─┬─ alerts that fire on it, or fired: have it too, for as long as they are kept
 *                                            └─ alerts that fire later look here (`giveEvidence`, as they fire)
 */
import type { Sql } from '#collector/ledger/sql.ts';
import { Evidence, evidenceKey } from '#protocol/evidence.ts';
import { addEvidence, type EvidenceRow, LEAD_MS } from './alert-evidence.ts';

/** Evidence as it is read. */
export interface KeptEvidence extends Evidence {
  timeMs: number;
}

/** What taking a record has brought about: it is no evidence as agents send it. */
export interface EvidenceNews {
  key: 'evidence_unreadable';
  data: { why: string };
}

/** Records kept of one series, and of one target with their size; the newest stay. */
export const EVIDENCE_KEPT = { ofSeries: 20, ofTarget: 200, bytesOfTarget: 2 * 1024 ** 2 } as const;
/** Of a target there are never more, since each record that comes makes room for itself. */
const ALL = 10_000;
/** Alerts that ended longer ago than this are not looked through for one that a late record belongs to. */
const LATE_MS = 86_400_000;

export type EvidenceRepository = ReturnType<typeof evidenceIn>;

/** Evidence in the ledger. */
export function evidenceIn(sql: Sql) {
  return {
    /** Takes a record, inside the caller's transaction. The same again changes nothing. */
    async take(
      target: string,
      timeMs: number,
      position: number,
      data: unknown,
    ): Promise<EvidenceNews | undefined> {
      const record = Evidence.safeParse(data);
      if (!record.success)
        return { key: 'evidence_unreadable', data: { why: 'it is no evidence as agents send it' } };
      const text = JSON.stringify(record.data);
      const row: EvidenceRow = { position, at_ms: timeMs, bytes: Buffer.byteLength(text), data: text };
      const series = evidenceKey(record.data.metric, record.data.labels);
      await sql.run(
        `INSERT INTO evidence (position, target, series, at_ms, bytes, data) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (position) DO NOTHING`,
        position,
        target,
        series,
        timeMs,
        row.bytes,
        text,
      );
      await giveToAlerts(target, record.data.metric, series, row);
      await makeRoom(target, series);
      return undefined;
    },

    /** What an alert has, oldest first. */
    async ofAlert(alert: string): Promise<KeptEvidence[]> {
      const rows = await sql.all<EvidenceRow>(
        'SELECT * FROM alert_evidence WHERE alert = ? ORDER BY at_ms, position',
        alert,
      );
      return rows.map(toEvidence);
    },

    /** What is kept of a target, newest first; of one metric and labels where they are named. */
    async ofTarget(
      target: string,
      metric: string | undefined,
      labels: Readonly<Record<string, string>>,
    ): Promise<KeptEvidence[]> {
      const rows = await sql.all<EvidenceRow>(
        'SELECT position, at_ms, bytes, data FROM evidence WHERE target = ? ORDER BY at_ms DESC, position DESC',
        target,
      );
      const wanted = Object.entries(labels);
      return rows
        .map(toEvidence)
        .filter((one) => metric === undefined || one.metric === metric)
        .filter((one) => wanted.every(([name, value]) => one.labels[name] === value));
    },
  };

  /** Alerts that fire on the series, and those that had fired at the time of a record that comes late. */
  async function giveToAlerts(
    target: string,
    metric: string,
    series: string,
    row: EvidenceRow,
  ): Promise<void> {
    const alerts = await sql.all<{ id: string; labels: string }>(
      `SELECT id, labels FROM alerts WHERE target = ? AND metric = ? AND began_at_ms <= ?
         AND (state = 'firing' OR (state = 'resolved' AND began_at_ms >= ? AND resolved_at_ms >= ?))`,
      target,
      metric,
      row.at_ms + LEAD_MS,
      row.at_ms - LATE_MS,
      row.at_ms,
    );
    for (const { id, labels } of alerts)
      if (evidenceKey(metric, JSON.parse(labels)) === series) await addEvidence(sql, id, row);
  }

  async function makeRoom(target: string, series: string): Promise<void> {
    const all = await sql.all<{ position: number; series: string; bytes: number }>(
      'SELECT position, series, bytes FROM evidence WHERE target = ? ORDER BY at_ms DESC, position DESC LIMIT ?',
      target,
      ALL,
    );
    let ofSeries = 0;
    let bytes = 0;
    for (const [index, row] of all.entries()) {
      bytes += row.bytes;
      if (row.series === series) ofSeries++;
      const isTooMuch =
        index >= EVIDENCE_KEPT.ofTarget ||
        bytes > EVIDENCE_KEPT.bytesOfTarget ||
        (row.series === series && ofSeries > EVIDENCE_KEPT.ofSeries);
      if (isTooMuch) await sql.run('DELETE FROM evidence WHERE position = ?', row.position);
    }
  }
}

function toEvidence({ at_ms, data }: EvidenceRow): KeptEvidence {
  return { timeMs: at_ms, ...(JSON.parse(data) as Evidence) };
}

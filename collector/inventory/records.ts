import type { Sql } from '#collector/ledger/sql.ts';
import type { WireRecord } from '#protocol/record.ts';
import { findChanges } from './changes.ts';

/** A record out of the journal. */
export interface ArrivedRecord {
  /** Its entry in the journal. */
  position: number;
  timeMs: number;
  record: WireRecord;
}

/** A record as it is read. */
export interface KeptRecord {
  target: string;
  kind: string;
  key: string;
  timeMs: number;
  data: unknown;
}

/** An event as it is read; `cursor` goes into the request for the ones before it. */
export interface KeptEvent extends KeptRecord {
  cursor: string;
}

/** Events kept of one target. */
export const EVENTS_PER_TARGET = 1_000;
/** The oldest are removed only now and then. */
const EVENTS_SLACK = 100;

/** Targets asked for in one statement. */
const TARGETS_ASKED = 500;

export const EVENT_KIND = 'event';
const INVENTORY_KIND = 'inventory';
/** Name under which the settings hold how far the journal was read. */
const POSITION = 'records.position';

/** Parts of what one position brings about: the record itself, and the event made of a changed inventory. */
const PART = { itself: 0, change: 1 } as const;

interface RecordRow {
  target: string;
  kind: string;
  record_key: string;
  at_ms: number;
  position: number;
  data: string;
}

interface EventRow extends Omit<RecordRow, 'kind'> {
  part: number;
}

export type Records = ReturnType<typeof recordsIn>;

/**
 * What is known and is no number: the newest record of each (target, kind, key), and a bounded history of events
 * for each target. An inventory that differs from the one before it makes an event that says where.
 */
export function recordsIn(sql: Sql) {
  const eventsOf = new Map<string, number>();

  return {
    /** Position in the journal from which records are wanted: what lies before it has been taken. */
    async position(): Promise<number> {
      const row = await sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', POSITION);
      return row ? Number(row.value) : 1;
    },

    /** Takes records of the journal, in its order and in one transaction. The same ones again change nothing. */
    take(records: readonly ArrivedRecord[]): Promise<void> {
      return sql.transaction(async () => {
        for (const arrived of records) {
          const { kind, key, data } = arrived.record;
          if (kind === EVENT_KIND) await keepEvent(arrived, PART.itself, key, data);
          else await keepState(arrived);
        }
        const last = records.at(-1);
        if (last) await keepPosition(last.position + 1);
      });
    },

    /** Present states, by target, kind and key. */
    async list(
      targets: readonly string[],
      kind: string | undefined,
      after: { target: string; kind: string; key: string } | undefined,
      limit: number,
    ): Promise<KeptRecord[]> {
      const found: KeptRecord[] = [];
      const from = after ?? { target: '', kind: '', key: '' };
      const asked = targets.filter((target) => target >= from.target).sort();
      for (let at = 0; at < asked.length && found.length < limit; at += TARGETS_ASKED) {
        const part = asked.slice(at, at + TARGETS_ASKED);
        const rows = await sql.all<RecordRow>(
          `SELECT * FROM records WHERE target IN (${part.map(() => '?').join(', ')})
             ${kind === undefined ? '' : 'AND kind = ?'}
             AND (target > ? OR (target = ? AND (kind > ? OR (kind = ? AND record_key > ?))))
           ORDER BY target, kind, record_key LIMIT ?`,
          ...part,
          ...(kind === undefined ? [] : [kind]),
          from.target,
          from.target,
          from.kind,
          from.kind,
          from.key,
          limit - found.length,
        );
        found.push(...rows.map(toRecord));
      }
      return found;
    },

    /** Events of one target, newest arrival first, before the cursor. */
    async events(target: string, cursor: string | undefined, limit: number): Promise<KeptEvent[]> {
      const [position, part] = (cursor ?? `${Number.MAX_SAFE_INTEGER}.0`).split('.').map(Number);
      const rows = await sql.all<EventRow>(
        `SELECT * FROM record_events WHERE target = ? AND (position < ? OR (position = ? AND part < ?))
         ORDER BY position DESC, part DESC LIMIT ?`,
        target,
        position,
        position,
        part,
        limit,
      );
      return rows.map((row) => ({
        ...toRecord({ ...row, kind: EVENT_KIND }),
        cursor: `${row.position}.${row.part}`,
      }));
    },
  };

  async function keepState(arrived: ArrivedRecord): Promise<void> {
    const { timeMs, position } = arrived;
    const { target, kind, key, data } = arrived.record;
    const before = await sql.get<RecordRow>(
      'SELECT * FROM records WHERE target = ? AND kind = ? AND record_key = ?',
      target,
      kind,
      key,
    );
    // After a cut the newest comes first and older ones behind it; a replay brings what is here already.
    if (before && (before.at_ms > timeMs || before.position >= position)) return;
    await sql.run(
      `INSERT INTO records (target, kind, record_key, at_ms, position, data) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (target, kind, record_key) DO UPDATE SET
         at_ms = excluded.at_ms, position = excluded.position, data = excluded.data`,
      target,
      kind,
      key,
      timeMs,
      position,
      JSON.stringify(data),
    );
    if (kind !== INVENTORY_KIND || !before) return;
    const { changes, total } = findChanges(JSON.parse(before.data), data);
    if (total === 0) return;
    await keepEvent(arrived, PART.change, 'inventory_changed', { inventory: key, total, changes });
  }

  async function keepEvent(arrived: ArrivedRecord, part: number, key: string, data: unknown): Promise<void> {
    const { position, timeMs } = arrived;
    const { target } = arrived.record;
    const rows = await sql.run(
      `INSERT INTO record_events (position, part, target, record_key, at_ms, data) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (position, part) DO NOTHING`,
      position,
      part,
      target,
      key,
      timeMs,
      JSON.stringify(data),
    );
    if (rows === 0) return;
    const count = (eventsOf.get(target) ?? (await countEvents(target)) - 1) + 1;
    eventsOf.set(target, count <= EVENTS_PER_TARGET + EVENTS_SLACK ? count : await removeOldest(target));
  }

  async function keepPosition(position: number): Promise<void> {
    await sql.run(
      `INSERT INTO settings (name, value, changed_at_ms) VALUES (?, ?, 0)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      POSITION,
      String(position),
    );
  }

  async function countEvents(target: string): Promise<number> {
    const row = await sql.get<{ n: number }>(
      'SELECT COUNT(*) AS n FROM record_events WHERE target = ?',
      target,
    );
    return row?.n ?? 0;
  }

  async function removeOldest(target: string): Promise<number> {
    await sql.run(
      `DELETE FROM record_events WHERE target = ? AND position <= (
         SELECT position FROM record_events WHERE target = ? ORDER BY position DESC LIMIT 1 OFFSET ?)`,
      target,
      target,
      EVENTS_PER_TARGET,
    );
    return countEvents(target);
  }
}

function toRecord(row: RecordRow): KeptRecord {
  return {
    target: row.target,
    kind: row.kind,
    key: row.record_key,
    timeMs: row.at_ms,
    data: JSON.parse(row.data),
  };
}

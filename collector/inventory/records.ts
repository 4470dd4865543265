import type { ConfigNews } from '#collector/configs/configs.ts';
import type { EvidenceNews } from '#collector/evidence/evidence.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { CONFIG_KIND } from '#protocol/config-record.ts';
import { EVIDENCE } from '#protocol/evidence.ts';
import { JOB_RUN } from '#protocol/job-run.ts';
import type { WireRecord } from '#protocol/record.ts';
import { findChanges } from './changes.ts';
import type { Target } from './targets.ts';
import type { TextCounts } from './text-changes.ts';

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

/** An event or a trap as it is read; `cursor` goes into the request for the ones before it. */
export interface KeptEvent extends KeptRecord {
  cursor: string;
}

/** Events kept of one target, and as many traps. */
export const EVENTS_PER_TARGET = 1_000;
/** The oldest are removed only now and then. */
const EVENTS_SLACK = 100;

/** Targets asked for in one statement. */
const TARGETS_ASKED = 500;

export const EVENT_KIND = 'event';
/** Records of these kinds are history; of all others the newest is the present state. */
export const HISTORY_KINDS: readonly string[] = [EVENT_KIND, 'trap'];
const INVENTORY_KIND = 'inventory';
/** Name under which the settings hold how far the journal was read. */
const POSITION = 'records.position';

/** Parts of what one position brings about: the record itself, and the event made of what it changed. */
const PART = { itself: 0, change: 1 } as const;

interface RecordRow {
  target: string;
  kind: string;
  record_key: string;
  at_ms: number;
  position: number;
  data: string;
}

interface EventRow extends RecordRow {
  part: number;
}

/** Others who take records, inside the transaction that keeps them. */
export interface RecordTakers {
  /** Configurations of devices go there and nowhere else. */
  configs: { take(target: string, timeMs: number, data: unknown): Promise<ConfigNews | undefined> };
  /** What was seen when a series took its value goes there and to the alerts on it. */
  evidence: {
    take(target: string, timeMs: number, position: number, data: unknown): Promise<EvidenceNews | undefined>;
  };
  /** Words about runs go to the jobs that wait for them, which are told once that is committed. */
  jobs: {
    takeRecord(
      target: string,
      key: string,
      position: number,
      timeMs: number,
      data: unknown,
    ): Promise<string[]>;
    changed(ids: readonly string[]): void;
  };
  /** Words of an inventory whose changes are counted; told once that is committed. */
  texts: {
    take(target: string, key: string, position: number, data: unknown): Promise<TextCounts | undefined>;
    taken(counts: readonly TextCounts[]): void;
  };
  /** A target that is another one by its inventory; learned once that is committed. */
  recognise(target: string, data: unknown): Promise<Target | undefined>;
  learn(target: Target): void;
}

export type Records = ReturnType<typeof recordsIn>;

/**
 * What is known and is no number: the newest record of each (target, kind, key), and a bounded history of events
 * for each target. An inventory that differs from the one before it makes an event that says where.
 */
export function recordsIn(sql: Sql, takers: RecordTakers) {
  /** By target and kind. */
  const eventsOf = new Map<string, number>();

  return {
    /** Position in the journal from which records are wanted: what lies before it has been taken. */
    async position(): Promise<number> {
      const row = await sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', POSITION);
      return row ? Number(row.value) : 1;
    },

    /** Takes records of the journal, in its order and in one transaction. The same ones again change nothing. */
    async take(records: readonly ArrivedRecord[]): Promise<void> {
      const changed = new Map<string, Target>();
      const jobs = new Set<string>();
      const texts: TextCounts[] = [];
      await sql.transaction(async () => {
        for (const arrived of records) {
          const target = await keep(arrived, jobs, texts);
          if (target) changed.set(target.id, target);
        }
        const last = records.at(-1);
        if (last) await keepPosition(last.position + 1);
      });
      for (const target of changed.values()) takers.learn(target);
      takers.jobs.changed([...jobs]);
      takers.texts.taken(texts);
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

    /** Present states of one kind, over all targets; of one target by key. */
    async ofKind(kind: string): Promise<KeptRecord[]> {
      const rows = await sql.all<RecordRow>(
        'SELECT * FROM records WHERE kind = ? ORDER BY target, record_key',
        kind,
      );
      return rows.map(toRecord);
    },

    /** Events or traps of one target, newest arrival first, before the cursor. */
    async events(
      target: string,
      cursor: string | undefined,
      limit: number,
      kind = EVENT_KIND,
    ): Promise<KeptEvent[]> {
      const [position, part] = (cursor ?? `${Number.MAX_SAFE_INTEGER}.0`).split('.').map(Number);
      const rows = await sql.all<EventRow>(
        `SELECT * FROM record_events WHERE target = ? AND kind = ?
           AND (position < ? OR (position = ? AND part < ?))
         ORDER BY position DESC, part DESC LIMIT ?`,
        target,
        kind,
        position,
        position,
        part,
        limit,
      );
      return rows.map((row) => ({ ...toRecord(row), cursor: `${row.position}.${row.part}` }));
    },
  };

  /** The target, when it is another one by this; what else is to be told is added to `jobs` and `texts`. */
  async function keep(
    arrived: ArrivedRecord,
    jobs: Set<string>,
    texts: TextCounts[],
  ): Promise<Target | undefined> {
    const { target, kind, key, data } = arrived.record;
    if (kind === JOB_RUN) {
      const { position, timeMs } = arrived;
      for (const id of await takers.jobs.takeRecord(target, key, position, timeMs, data)) jobs.add(id);
    }
    if (HISTORY_KINDS.includes(kind)) await keepEvent(arrived, PART.itself, kind, key, data);
    else if (kind === CONFIG_KIND) {
      const news = await takers.configs.take(target, arrived.timeMs, data);
      if (news) await keepEvent(arrived, PART.change, EVENT_KIND, news.key, news.data);
    } else if (kind === EVIDENCE) {
      const news = await takers.evidence.take(target, arrived.timeMs, arrived.position, data);
      if (news) await keepEvent(arrived, PART.change, EVENT_KIND, news.key, news.data);
    } else {
      const isNewest = await keepState(arrived);
      if (!isNewest || kind !== INVENTORY_KIND) return undefined;
      const counts = await takers.texts.take(target, key, arrived.position, data);
      if (counts) texts.push(counts);
      return takers.recognise(target, data);
    }
    return undefined;
  }

  /** False for one that is not the newest. */
  async function keepState(arrived: ArrivedRecord): Promise<boolean> {
    const { timeMs, position } = arrived;
    const { target, kind, key, data } = arrived.record;
    const before = await sql.get<RecordRow>(
      'SELECT * FROM records WHERE target = ? AND kind = ? AND record_key = ?',
      target,
      kind,
      key,
    );
    // After a cut the newest comes first and older ones behind it; a replay brings what is here already.
    if (before && (before.at_ms > timeMs || before.position >= position)) return false;
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
    if (kind !== INVENTORY_KIND || !before) return true;
    const { changes, total } = findChanges(JSON.parse(before.data), data);
    const change = { inventory: key, total, changes };
    if (total > 0) await keepEvent(arrived, PART.change, EVENT_KIND, 'inventory_changed', change);
    return true;
  }

  async function keepEvent(
    { position, timeMs, record: { target } }: ArrivedRecord,
    part: number,
    kind: string,
    key: string,
    data: unknown,
  ): Promise<void> {
    const rows = await sql.run(
      `INSERT INTO record_events (position, part, target, kind, record_key, at_ms, data)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (position, part) DO NOTHING`,
      position,
      part,
      target,
      kind,
      key,
      timeMs,
      JSON.stringify(data),
    );
    if (rows === 0) return;
    const counted = `${kind} ${target}`;
    const count = (eventsOf.get(counted) ?? (await countEvents(target, kind)) - 1) + 1;
    const isMany = count > EVENTS_PER_TARGET + EVENTS_SLACK;
    eventsOf.set(counted, isMany ? await removeOldest(target, kind) : count);
  }

  async function keepPosition(position: number): Promise<void> {
    await sql.run(
      `INSERT INTO settings (name, value, changed_at_ms) VALUES (?, ?, 0)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      POSITION,
      String(position),
    );
  }

  async function countEvents(target: string, kind: string): Promise<number> {
    const row = await sql.get<{ n: number }>(
      'SELECT COUNT(*) AS n FROM record_events WHERE target = ? AND kind = ?',
      target,
      kind,
    );
    return row?.n ?? 0;
  }

  async function removeOldest(target: string, kind: string): Promise<number> {
    await sql.run(
      `DELETE FROM record_events WHERE target = ? AND kind = ? AND position <= (
         SELECT position FROM record_events WHERE target = ? AND kind = ?
         ORDER BY position DESC LIMIT 1 OFFSET ?)`,
      target,
      kind,
      target,
      kind,
      EVENTS_PER_TARGET,
    );
    return countEvents(target, kind);
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

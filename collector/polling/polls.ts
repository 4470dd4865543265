import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Target } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';

/** How one target is asked by one probe. */
export interface Poll {
  target: string;
  /** Name of a probe that reaches out, such as `snmp`. */
  probe: string;
  /** Id of the credential; null where none is needed. */
  credential: string | null;
  /** What the probe's configuration says beside address and credential; no secrets. */
  settings: Record<string, unknown>;
  everyMs: number;
  enabled: boolean;
  changedBy: string;
  changedAtMs: number;
}

export type PollFields = Pick<Poll, 'credential' | 'settings' | 'everyMs' | 'enabled'>;

/** As many as an assignment takes for one target. */
export const POLLS_PER_TARGET = 16;

export const DEFAULT_EVERY_MS = 60_000;

/** A poll with the revision of its credential, so that a changed secret is a changed poll. */
export interface PollInForce extends Poll {
  credentialRevision: number | null;
}

interface Row {
  target: string;
  probe: string;
  credential: string | null;
  settings: string;
  every_ms: number;
  enabled: number;
  changed_by: string;
  changed_at_ms: number;
}

/** Targets asked for in one statement. */
const TARGETS_ASKED = 500;

export type Polls = ReturnType<typeof pollsIn>;

/** What is asked of whom, in the ledger. Writing is part of a larger transaction: `changed` once it is committed. */
export function pollsIn({ sql, audit, nowMs }: { sql: Sql; audit: Audit; nowMs(): number }) {
  const listeners: (() => void)[] = [];

  return {
    onChange(listener: () => void): void {
      listeners.push(listener);
    },

    changed(): void {
      for (const listener of listeners) listener();
    },

    /** By target, each in the order of the probes' names. */
    async of(targets: readonly string[]): Promise<Map<string, Poll[]>> {
      const found = new Map<string, Poll[]>();
      for (let at = 0; at < targets.length; at += TARGETS_ASKED) {
        const part = targets.slice(at, at + TARGETS_ASKED);
        const rows = await sql.all<Row>(
          `SELECT * FROM polls WHERE target IN (${part.map(() => '?').join(', ')}) ORDER BY target, probe`,
          ...part,
        );
        for (const row of rows) {
          const known = found.get(row.target);
          if (known) known.push(toPoll(row));
          else found.set(row.target, [toPoll(row)]);
        }
      }
      return found;
    },

    /** Everything that is to be asked now, by target. */
    async inForce(): Promise<Map<string, PollInForce[]>> {
      const rows = await sql.all<Row & { revision: number | null }>(
        `SELECT polls.*, credentials.revision AS revision FROM polls
         LEFT JOIN credentials ON credentials.id = polls.credential
         WHERE polls.enabled = 1 ORDER BY polls.target, polls.probe`,
      );
      const polls = rows.map(({ revision, ...row }) => ({ ...toPoll(row), credentialRevision: revision }));
      return Map.groupBy(polls, ({ target }) => target);
    },

    /** Makes or replaces a poll, inside the caller's transaction. */
    async put(actor: Actor, target: Target, probe: string, fields: PollFields): Promise<Poll> {
      const before = await find(target.id, probe);
      const after: Poll = {
        target: target.id,
        probe,
        ...fields,
        changedBy: actor.who,
        changedAtMs: nowMs(),
      };
      await sql.run(
        `INSERT INTO polls (target, probe, credential, settings, every_ms, enabled, changed_by, changed_at_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (target, probe) DO UPDATE SET credential = excluded.credential, settings = excluded.settings,
           every_ms = excluded.every_ms, enabled = excluded.enabled, changed_by = excluded.changed_by,
           changed_at_ms = excluded.changed_at_ms`,
        after.target,
        after.probe,
        after.credential,
        JSON.stringify(after.settings),
        after.everyMs,
        after.enabled ? 1 : 0,
        after.changedBy,
        after.changedAtMs,
      );
      await audit.write(actor, {
        action: before ? 'poll.change' : 'poll.create',
        object: `target:${target.id}`,
        organisation: target.organisation,
        before,
        after,
      });
      return after;
    },

    /** False when there is none. */
    async remove(actor: Actor, target: Target, probe: string): Promise<boolean> {
      const before = await find(target.id, probe);
      if (!before) return false;
      await sql.run('DELETE FROM polls WHERE target = ? AND probe = ?', target.id, probe);
      await audit.write(actor, {
        action: 'poll.remove',
        object: `target:${target.id}`,
        organisation: target.organisation,
        before,
      });
      return true;
    },
  };

  async function find(target: string, probe: string): Promise<Poll | undefined> {
    const row = await sql.get<Row>('SELECT * FROM polls WHERE target = ? AND probe = ?', target, probe);
    return row && toPoll(row);
  }
}

function toPoll(row: Row): Poll {
  return {
    target: row.target,
    probe: row.probe,
    credential: row.credential,
    settings: JSON.parse(row.settings),
    everyMs: row.every_ms,
    enabled: row.enabled === 1,
    changedBy: row.changed_by,
    changedAtMs: row.changed_at_ms,
  };
}

import type { Sql } from '#collector/ledger/sql.ts';
import type { Assignment } from '#protocol/session.ts';

/** What an agent shall do beyond its own file, but for the targets that it asks for its zone. */
export type Assigned = Pick<Assignment, 'revision' | 'probes'>;

/** With a word for those targets: another word, other targets. Empty for none. */
export type AssignedWith = Assigned & { targetsDigest: string };

export type Assignments = ReturnType<typeof assignmentsIn>;

/** What the collector hands down to its agents. */
export function assignmentsIn(sql: Sql, nowMs: () => number) {
  async function find(agent: string): Promise<AssignedWith | undefined> {
    const row = await sql.get<{ revision: number; probes: string; targets_digest: string }>(
      'SELECT revision, probes, targets_digest FROM assignments WHERE agent = ?',
      agent,
    );
    if (!row) return undefined;
    return { revision: row.revision, probes: JSON.parse(row.probes), targetsDigest: row.targets_digest };
  }

  async function get(agent: string): Promise<Assigned | undefined> {
    const found = await find(agent);
    return found && { revision: found.revision, probes: found.probes };
  }

  return {
    get,
    find,

    /** Replaces what was assigned; the revision counts up. */
    async put(agent: string, probes: Assigned['probes'], by: string): Promise<Assigned> {
      await sql.run(
        `INSERT INTO assignments (agent, revision, probes, changed_by, changed_at_ms) VALUES (?, 1, ?, ?, ?)
         ON CONFLICT (agent) DO UPDATE SET revision = assignments.revision + 1, probes = excluded.probes,
           changed_by = excluded.changed_by, changed_at_ms = excluded.changed_at_ms`,
        agent,
        JSON.stringify(probes),
        by,
        nowMs(),
      );
      return (await get(agent)) as Assigned;
    },

    /** Its targets are others now; the revision counts up. */
    async putTargets(agent: string, digest: string): Promise<AssignedWith> {
      await sql.run(
        `INSERT INTO assignments (agent, revision, probes, targets_digest, changed_by, changed_at_ms)
         VALUES (?, 1, '{}', ?, 'collector', ?)
         ON CONFLICT (agent) DO UPDATE SET revision = assignments.revision + 1,
           targets_digest = excluded.targets_digest, changed_by = excluded.changed_by,
           changed_at_ms = excluded.changed_at_ms`,
        agent,
        digest,
        nowMs(),
      );
      return (await find(agent)) as AssignedWith;
    },
  };
}

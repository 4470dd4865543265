import type { Sql } from '#collector/ledger/sql.ts';
import type { Assignment } from '#protocol/session.ts';

/** What an agent shall do beyond its own file. */
export type Assigned = Pick<Assignment, 'revision' | 'probes'>;

export type Assignments = ReturnType<typeof assignmentsIn>;

/** What the collector hands down to its agents. */
export function assignmentsIn(sql: Sql, nowMs: () => number) {
  async function get(agent: string): Promise<Assigned | undefined> {
    const row = await sql.get<{ revision: number; probes: string }>(
      'SELECT revision, probes FROM assignments WHERE agent = ?',
      agent,
    );
    return row && { revision: row.revision, probes: JSON.parse(row.probes) };
  }

  return {
    get,

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
  };
}

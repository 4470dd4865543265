import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from '#collector/people/caller.ts';
import { type Cable, cableKey } from '#protocol/cable.ts';
import type { TopologyCorrections } from '#protocol/topology.ts';

/** What one organisation remembers of its network; revisions begin with 1 and grow by one. */
export interface KeptCorrections {
  organisation: string;
  /** 0: nobody has corrected anything. */
  revision: number;
  corrections: TopologyCorrections;
  changedBy: string | null;
  changedAtMs: number | null;
}

interface Row {
  organisation: string;
  revision: number;
  corrections: string;
  changed_by: string;
  changed_at_ms: number;
}

const NO_CORRECTIONS: TopologyCorrections = { positions: [], added: [], removed: [], hidden: [] };

/** Corrections of the network map, by organisation. */
export class CorrectionBook {
  readonly #sql: Sql;
  readonly #audit: Audit;
  readonly #nowMs: () => number;

  constructor(sql: Sql, audit: Audit, nowMs: () => number) {
    this.#sql = sql;
    this.#audit = audit;
    this.#nowMs = nowMs;
  }

  async list(scope: Scope): Promise<KeptCorrections[]> {
    const seen = inScopeSql(scope, 'organisation');
    const rows = await this.#sql.all<Row>(
      `SELECT * FROM topology_corrections WHERE ${seen.text} ORDER BY organisation`,
      ...seen.values,
    );
    return rows.map(toKept);
  }

  async get(organisation: string): Promise<KeptCorrections> {
    const row = await this.#sql.get<Row>(
      'SELECT * FROM topology_corrections WHERE organisation = ?',
      organisation,
    );
    if (row) return toKept(row);
    return { organisation, revision: 0, corrections: NO_CORRECTIONS, changedBy: null, changedAtMs: null };
  }

  /** Keeps what was made of `revision`; `changed` says who was there before. */
  put(
    actor: Actor,
    organisation: string,
    revision: number,
    corrections: TopologyCorrections,
  ): Promise<{ kept: KeptCorrections } | { changed: KeptCorrections }> {
    return this.#sql.transaction(async () => {
      const before = await this.get(organisation);
      if (before.revision !== revision) return { changed: before };
      const changedAtMs = this.#nowMs();
      await this.#sql.run(
        `INSERT INTO topology_corrections (organisation, revision, corrections, changed_by, changed_at_ms)
         VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (organisation) DO UPDATE SET revision = excluded.revision,
           corrections = excluded.corrections, changed_by = excluded.changed_by,
           changed_at_ms = excluded.changed_at_ms`,
        organisation,
        revision + 1,
        JSON.stringify(corrections),
        actor.who,
        changedAtMs,
      );
      await this.#audit.write(actor, {
        action: 'topology.correct',
        object: `topology:${organisation}`,
        organisation,
        before: { revision, ...difference(before.corrections, corrections) },
        after: { revision: revision + 1, ...difference(corrections, before.corrections) },
      });
      return {
        kept: { organisation, revision: revision + 1, corrections, changedBy: actor.who, changedAtMs },
      };
    });
  }
}

/** What `of` has that `than` has not: of places only how many, since a map that is arranged anew moves everything. */
function difference(of: TopologyCorrections, than: TopologyCorrections): object {
  const places = new Set(than.positions.map((position) => JSON.stringify(position)));
  const cables = (mine: readonly Cable[], theirs: readonly Cable[]) => {
    const known = new Set(theirs.map(cableKey));
    return mine.filter((cable) => !known.has(cableKey(cable)));
  };
  return {
    placesOtherwise: of.positions.filter((position) => !places.has(JSON.stringify(position))).length,
    added: cables(of.added, than.added),
    removed: cables(of.removed, than.removed),
    hidden: of.hidden.filter((node) => !than.hidden.includes(node)),
  };
}

function toKept({ organisation, revision, corrections, changed_by, changed_at_ms }: Row): KeptCorrections {
  return {
    organisation,
    revision,
    corrections: JSON.parse(corrections),
    changedBy: changed_by,
    changedAtMs: changed_at_ms,
  };
}

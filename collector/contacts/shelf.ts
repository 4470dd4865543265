import type * as z from 'zod';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { EVERYWHERE, isSeen, type Scope } from '#collector/people/caller.ts';

/** What can lie on a shelf. */
export interface Shelved {
  id: string;
  organisation: string;
}

/** An entry, and who changed it last. */
export interface Kept<Entry> {
  entry: Entry;
  changedBy: string;
  changedAtMs: number;
}

interface Row {
  id: string;
  organisation: string;
  position: number;
  value: string;
  changed_by: string;
  changed_at_ms: number;
}

export interface ShelfOptions<Entry> {
  sql: Sql;
  audit: Audit;
  nowMs(): number;
  table: 'contacts' | 'teams' | 'routes';
  kind: 'contact' | 'team' | 'route';
  schema: z.ZodType<Entry>;
  /** What of an entry stands in the audit log. */
  toAudit(entry: Entry): unknown;
  onChange(): void;
}

/**
 * Entries of one kind: in the ledger, and all of them in memory, where routing reads them without waiting. Each
 * organisation keeps its own in an order; those of all organisations (`*`) come after them.
 */
export class Shelf<Entry extends Shelved> {
  readonly #options: ShelfOptions<Entry>;
  #kept: readonly Kept<Entry>[] = [];
  #byId = new Map<string, Kept<Entry>>();
  /** Made when first asked for: routing asks for every alert. */
  readonly #ofOrganisation = new Map<string, readonly Entry[]>();

  private constructor(options: ShelfOptions<Entry>) {
    this.#options = options;
  }

  static async open<Entry extends Shelved>(options: ShelfOptions<Entry>): Promise<Shelf<Entry>> {
    const shelf = new Shelf(options);
    await shelf.#read();
    return shelf;
  }

  /** By organisation, each in its order, `*` last. */
  all(): readonly Kept<Entry>[] {
    return this.#kept;
  }

  /** Those of the scope, and those of all organisations, which everybody sees. */
  list(scope: Scope): Kept<Entry>[] {
    return this.#kept.filter(({ entry }) => isSeen(scope, entry));
  }

  /** What holds in an organisation: its own first, then those of all. */
  of(organisation: string): readonly Entry[] {
    const known = this.#ofOrganisation.get(organisation);
    if (known) return known;
    const found = this.#kept
      .map(({ entry }) => entry)
      .filter((entry) => entry.organisation === organisation || entry.organisation === EVERYWHERE);
    this.#ofOrganisation.set(organisation, found);
    return found;
  }

  get(id: string): Kept<Entry> | undefined {
    return this.#byId.get(id);
  }

  /** Undefined also for one that the scope does not see. */
  see(scope: Scope, id: string): Kept<Entry> | undefined {
    const kept = this.#byId.get(id);
    return kept && isSeen(scope, kept.entry) ? kept : undefined;
  }

  count(organisation: string): number {
    return this.#kept.filter(({ entry }) => entry.organisation === organisation).length;
  }

  /** Makes or replaces an entry; a new one comes last, as does one that goes to another organisation. */
  async put(actor: Actor, entry: Entry): Promise<Kept<Entry>> {
    const { sql, table, nowMs } = this.#options;
    const before = this.#byId.get(entry.id)?.entry;
    await this.#write(actor, before, entry, async () => {
      const stays = before?.organisation === entry.organisation;
      await sql.run(
        `INSERT INTO ${table} (id, organisation, position, value, changed_by, changed_at_ms)
         SELECT ?, ?, COALESCE(MAX(position), 0) + 1, ?, ?, ? FROM ${table} WHERE organisation = ?
         ON CONFLICT (id) DO UPDATE SET organisation = excluded.organisation, value = excluded.value,
           position = ${stays ? `${table}.position` : 'excluded.position'},
           changed_by = excluded.changed_by, changed_at_ms = excluded.changed_at_ms`,
        entry.id,
        entry.organisation,
        JSON.stringify(entry),
        actor.who,
        nowMs(),
        entry.organisation,
      );
    });
    return this.#byId.get(entry.id) as Kept<Entry>;
  }

  async remove(actor: Actor, id: string): Promise<void> {
    const { sql, table } = this.#options;
    const before = this.#byId.get(id)?.entry;
    if (!before) return;
    await this.#write(actor, before, undefined, async () => {
      await sql.run(`DELETE FROM ${table} WHERE id = ?`, id);
    });
  }

  /** Puts an entry before another one of its organisation, or last with null. */
  async move(actor: Actor, id: string, before: string | null): Promise<void> {
    const { sql, table } = this.#options;
    const moved = this.#byId.get(id)?.entry;
    if (!moved || id === before) return;
    const old = this.#order(moved.organisation);
    const others = old.filter((each) => each !== id);
    const at = before === null ? others.length : others.indexOf(before);
    const order = others.toSpliced(at < 0 ? others.length : at, 0, id);
    const { organisation } = moved;
    const deed = { before: { order: old }, after: { order } };
    await this.#audited(actor, 'move', id, [organisation], deed, async () => {
      for (const [index, each] of order.entries())
        await sql.run(`UPDATE ${table} SET position = ? WHERE id = ?`, index + 1, each);
    });
  }

  #order(organisation: string): string[] {
    return this.#kept.filter(({ entry }) => entry.organisation === organisation).map(({ entry }) => entry.id);
  }

  async #write(
    actor: Actor,
    before: Entry | undefined,
    after: Entry | undefined,
    write: () => Promise<void>,
  ): Promise<void> {
    const { toAudit } = this.#options;
    const { id, organisation } = (after ?? before) as Entry;
    const verb = before ? (after ? 'change' : 'remove') : 'create';
    const deed = {
      ...(before && { before: toAudit(before) }),
      ...(after && {
        after: { ...(toAudit(after) as object), ...(before && { changed: changes(before, after) }) },
      }),
    };
    const touched = [...new Set([organisation, before?.organisation ?? organisation])];
    await this.#audited(actor, verb, id, touched, deed, write);
  }

  async #audited(
    actor: Actor,
    verb: string,
    id: string,
    organisations: readonly string[],
    deed: { before?: unknown; after?: unknown },
    write: () => Promise<void>,
  ): Promise<void> {
    const { sql, audit, kind, onChange } = this.#options;
    const [organisation = EVERYWHERE] = organisations;
    await sql.transaction(async () => {
      await write();
      await audit.write(actor, {
        action: `${kind}.${verb}`,
        object: `${kind}:${id}`,
        organisation,
        ...deed,
      });
    });
    await this.#read(organisations);
    onChange();
  }

  /** Those of all organisations, or of these alone: one change is not to cost as much as a start. */
  async #read(organisations?: readonly string[]): Promise<void> {
    const { sql, table, schema } = this.#options;
    const marks = organisations?.map(() => '?').join(', ');
    const rows = await sql.all<Row>(
      `SELECT * FROM ${table} ${marks ? `WHERE organisation IN (${marks})` : ''} ORDER BY organisation, position, id`,
      ...(organisations ?? []),
    );
    const read = rows.map((row) => ({
      entry: schema.parse(JSON.parse(row.value)),
      changedBy: row.changed_by,
      changedAtMs: row.changed_at_ms,
    }));
    const others = organisations
      ? this.#kept.filter(({ entry }) => !organisations.includes(entry.organisation))
      : [];
    // The sort is stable: within an organisation the order stays as it was read.
    this.#kept = [...others, ...read].sort((one, other) => byOrganisation(one.entry, other.entry));
    this.#byId = new Map(this.#kept.map((each) => [each.entry.id, each]));
    this.#ofOrganisation.clear();
  }
}

function byOrganisation({ organisation: one }: Shelved, { organisation: other }: Shelved): number {
  if (one === other) return 0;
  if (one === EVERYWHERE || other === EVERYWHERE) return one === EVERYWHERE ? 1 : -1;
  return one < other ? -1 : 1;
}

/** Names of the fields that are not what they were: said also where the values themselves are masked. */
function changes(before: object, after: object): string[] {
  const old = before as Record<string, unknown>;
  return Object.entries(after)
    .filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(old[field]))
    .map(([field]) => field);
}

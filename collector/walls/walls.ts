import { randomUUID } from 'node:crypto';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { type Caller, inScope, type Scope } from '#collector/people/caller.ts';
import { hashToken, makeToken } from '#collector/people/tokens.ts';
import type { Wall } from '#protocol/wall.ts';

/** Screens that there can be; a site with more has another trouble. */
export const MOST_WALLS = 500;
/** A wall asks all day: when it was seen is written this often. */
const SEEN_EVERY_MS = 60_000;

/** What people set. */
export type WallFields = Pick<Wall, 'name' | 'organisation' | 'view'>;

interface Row {
  id: string;
  organisation: string;
  name: string;
  view: string;
  token_hash: string | null;
  token_made_at_ms: number | null;
  created_by: string;
  created_at_ms: number;
  seen_at_ms: number | null;
  seen_address: string;
}

export interface WallsOptions {
  sql: Sql;
  audit: Audit;
  nowMs(): number;
}

/**
 * The walls: in the ledger, and all of them in memory, so that a wrong token costs one hash. A token is shown once and
 * its hash is kept; it opens its wall until it is renewed or withdrawn, however long nobody has looked.
 */
export class Walls {
  readonly #options: WallsOptions;
  readonly #walls = new Map<string, Wall>();
  /** Hash of the token → id. */
  readonly #byToken = new Map<string, string>();
  readonly #seenWrittenMs = new Map<string, number>();
  readonly #listeners: ((person: string) => void)[] = [];

  private constructor(options: WallsOptions) {
    this.#options = options;
  }

  static async open(options: WallsOptions): Promise<Walls> {
    const walls = new Walls(options);
    for (const row of await options.sql.all<Row>('SELECT * FROM walls ORDER BY created_at_ms, id')) {
      walls.#walls.set(row.id, toWall(row));
      if (row.token_hash !== null) walls.#byToken.set(row.token_hash, row.id);
    }
    return walls;
  }

  /** Oldest first; at most `MOST_WALLS`. One for all organisations is seen by whoever sees them all. */
  list(scope: Scope): Wall[] {
    return [...this.#walls.values()].filter(({ organisation }) => inScope(scope, organisation));
  }

  get(id: string): Wall | undefined {
    return this.#walls.get(id);
  }

  get isFull(): boolean {
    return this.#walls.size >= MOST_WALLS;
  }

  /** Who holds this token; undefined when it opens nothing (any more). */
  caller(token: string): Caller | undefined {
    const hash = hashToken(token);
    const wall = this.#walls.get(this.#byToken.get(hash) ?? '');
    if (!wall) return undefined;
    return {
      person: personOf(wall.id),
      name: personOf(wall.id),
      displayName: wall.name,
      language: wall.view.language,
      memberships: [{ organisation: wall.organisation, role: 'wall' }],
      wall: wall.id,
      mustChangePassword: false,
      session: hash,
    };
  }

  async create(actor: Actor, fields: WallFields): Promise<{ wall: Wall; token: string }> {
    const { sql, audit, nowMs } = this.#options;
    const token = makeToken('wall');
    const atMs = nowMs();
    const wall: Wall = {
      id: randomUUID(),
      ...fields,
      createdBy: actor.who,
      createdAtMs: atMs,
      tokenMadeAtMs: atMs,
      seenAtMs: null,
      seenAddress: '',
    };
    await sql.transaction(async () => {
      await sql.run(
        `INSERT INTO walls (id, organisation, name, view, token_hash, token_made_at_ms, created_by, created_at_ms, seen_address)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')`,
        wall.id,
        wall.organisation,
        wall.name,
        JSON.stringify(wall.view),
        hashToken(token),
        atMs,
        actor.who,
        atMs,
      );
      await this.#write(audit, actor, 'wall.create', wall, { after: fields });
    });
    this.#walls.set(wall.id, wall);
    this.#byToken.set(hashToken(token), wall.id);
    return { wall, token };
  }

  /** Sets anew what people set; the token stays, and open pages of the wall begin anew. */
  async change(actor: Actor, before: Wall, fields: WallFields): Promise<Wall> {
    const { sql, audit } = this.#options;
    await sql.transaction(async () => {
      await sql.run(
        'UPDATE walls SET organisation = ?, name = ?, view = ? WHERE id = ?',
        fields.organisation,
        fields.name,
        JSON.stringify(fields.view),
        before.id,
      );
      const { name, organisation, view } = before;
      await this.#write(audit, actor, 'wall.change', before, {
        before: { name, organisation, view },
        after: fields,
      });
    });
    const after = { ...(this.#walls.get(before.id) ?? before), ...fields };
    this.#walls.set(before.id, after);
    // What it may see is fixed when a socket opens.
    if (fields.organisation !== before.organisation) this.#tell(before.id);
    return after;
  }

  /** Another token; the one before opens nothing from here on. */
  async renew(actor: Actor, before: Wall): Promise<{ wall: Wall; token: string }> {
    const token = makeToken('wall');
    const wall = await this.#setToken(actor, 'wall.renew', before, token);
    return { wall, token };
  }

  /** Nothing opens it any more, until it is renewed. */
  withdraw(actor: Actor, before: Wall): Promise<Wall> {
    return this.#setToken(actor, 'wall.withdraw', before, null);
  }

  async remove(actor: Actor, wall: Wall): Promise<void> {
    const { sql, audit } = this.#options;
    await sql.transaction(async () => {
      await sql.run('DELETE FROM walls WHERE id = ?', wall.id);
      await this.#write(audit, actor, 'wall.remove', wall, {
        before: { name: wall.name, organisation: wall.organisation, view: wall.view },
      });
    });
    this.#walls.delete(wall.id);
    this.#seenWrittenMs.delete(wall.id);
    this.#forgetToken(wall.id);
    this.#tell(wall.id);
  }

  /** It asked for something just now. */
  async seen(id: string, address: string): Promise<void> {
    const wall = this.#walls.get(id);
    if (!wall) return;
    const atMs = this.#options.nowMs();
    this.#walls.set(id, { ...wall, seenAtMs: atMs, seenAddress: address });
    const isNear = atMs - (this.#seenWrittenMs.get(id) ?? Number.NEGATIVE_INFINITY) < SEEN_EVERY_MS;
    if (isNear && wall.seenAddress === address) return;
    this.#seenWrittenMs.set(id, atMs);
    await this.#options.sql.run(
      'UPDATE walls SET seen_at_ms = ?, seen_address = ? WHERE id = ?',
      atMs,
      address,
      id,
    );
  }

  /** Called with whom a wall is for the live socket when its token or its sight is another one. */
  onChange(listener: (person: string) => void): void {
    this.#listeners.push(listener);
  }

  async #setToken(actor: Actor, action: string, { id }: Wall, token: string | null): Promise<Wall> {
    const { sql, audit, nowMs } = this.#options;
    const atMs = token === null ? null : nowMs();
    const hash = token === null ? null : hashToken(token);
    await sql.transaction(async () => {
      await sql.run('UPDATE walls SET token_hash = ?, token_made_at_ms = ? WHERE id = ?', hash, atMs, id);
      await this.#write(audit, actor, action, this.#walls.get(id) as Wall, {});
    });
    const after = { ...(this.#walls.get(id) as Wall), tokenMadeAtMs: atMs };
    this.#walls.set(id, after);
    this.#forgetToken(id);
    if (hash !== null) this.#byToken.set(hash, id);
    this.#tell(id);
    return after;
  }

  #forgetToken(id: string): void {
    for (const [hash, wall] of this.#byToken) if (wall === id) this.#byToken.delete(hash);
  }

  #write(
    audit: Audit,
    actor: Actor,
    action: string,
    { id, organisation }: Wall,
    facts: { before?: unknown; after?: unknown },
  ): Promise<unknown> {
    return audit.write(actor, { action, object: `wall:${id}`, organisation, ...facts });
  }

  #tell(id: string): void {
    for (const listener of this.#listeners) listener(personOf(id));
  }
}

/** A name that no person can have. */
function personOf(id: string): string {
  return `wall:${id}`;
}

function toWall(row: Row): Wall {
  return {
    id: row.id,
    name: row.name,
    organisation: row.organisation,
    view: JSON.parse(row.view),
    createdBy: row.created_by,
    createdAtMs: row.created_at_ms,
    tokenMadeAtMs: row.token_made_at_ms,
    seenAtMs: row.seen_at_ms,
    seenAddress: row.seen_address,
  };
}

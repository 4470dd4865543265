import { createHmac } from 'node:crypto';
import type { Sql } from '#collector/ledger/sql.ts';
import { EVERYWHERE, inScopeSql, type Scope } from '#collector/people/caller.ts';
import { breathe } from '#collector/threads/breathe.ts';

/** Who did it: a person's name, `agent:<id>`, `key:<id>` or `collector`; and from which address. */
export interface Actor {
  who: string;
  address: string;
}

/** One thing that was done or tried. `before` and `after` hold no secret. */
export interface AuditDeed {
  /** `subject.verb`, such as `target.change`; a code that the pages have words for. */
  action: string;
  /** `kind:id` of what it was done to; empty when it has no object. */
  object: string;
  /** Who may read the entry; null, or `*`, for what concerns the whole collector. */
  organisation: string | null;
  outcome?: 'done' | 'refused';
  before?: unknown;
  after?: unknown;
}

/** An entry as it is read. */
export interface AuditEntry {
  number: number;
  atMs: number;
  organisation: string | null;
  who: string;
  address: string;
  action: string;
  object: string;
  outcome: 'done' | 'refused';
  before: unknown;
  after: unknown;
  hash: string;
}

/** What a walk over the whole chain found. */
export interface AuditCheck {
  entries: number;
  intact: boolean;
  /** The first entry that is not what was written, or that is missing. */
  brokenAt: number | null;
  /** Hash of the newest entry. Noted elsewhere, it later shows whether the end was cut off. */
  head: string;
  /** Whether `knownHead` is in the chain; null when none was given. */
  knownHeadFound: boolean | null;
}

interface Row {
  number: number;
  at_ms: number;
  organisation: string | null;
  who: string;
  address: string;
  action: string;
  object: string;
  outcome: 'done' | 'refused';
  before_json: string | null;
  after_json: string | null;
  previous_hash: string;
  hash: string;
}

const COLUMNS =
  'number, at_ms, organisation, who, address, action, object, outcome, before_json, after_json, previous_hash, hash';
const FIRST_HASH = '0'.repeat(64);
const WALK_ROWS = 1_000;

/**
 * Every change and every sign-in, chained: the hash of an entry covers its content and the hash before it, and is
 * made with a key that is not in the database, so that nobody who can only write the database can mend the chain.
 * Call `write` inside the transaction of the change, then neither is there without the other.
 */
export class Audit {
  readonly #sql: Sql;
  readonly #key: Buffer;
  readonly #nowMs: () => number;

  constructor(sql: Sql, key: Buffer, nowMs: () => number) {
    this.#sql = sql;
    this.#key = key;
    this.#nowMs = nowMs;
  }

  write(actor: Actor, deed: AuditDeed): Promise<void> {
    return this.#sql.transaction(async (sql) => {
      const last = await sql.get<{ number: number; hash: string }>(
        'SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1',
      );
      const row: Omit<Row, 'hash'> = {
        number: (last?.number ?? 0) + 1,
        at_ms: this.#nowMs(),
        organisation: deed.organisation === EVERYWHERE ? null : deed.organisation,
        who: actor.who,
        address: actor.address,
        action: deed.action,
        object: deed.object,
        outcome: deed.outcome ?? 'done',
        before_json: toJson(deed.before),
        after_json: toJson(deed.after),
        previous_hash: last?.hash ?? FIRST_HASH,
      };
      await sql.run(
        `INSERT INTO audit (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...Object.values(row),
        this.#hash(row),
      );
    });
  }

  /** Newest first, below `cursor`, in the given organisations; entries of the whole collector only for everywhere. */
  async list(scope: Scope, cursor: number | undefined, limit: number): Promise<AuditEntry[]> {
    const filter = inScopeSql(scope, 'organisation');
    const rows = await this.#sql.all<Row>(
      `SELECT ${COLUMNS} FROM audit WHERE ${filter.text} AND number < ? ORDER BY number DESC LIMIT ?`,
      ...filter.values,
      cursor ?? Number.MAX_SAFE_INTEGER,
      limit,
    );
    return rows.map(toEntry);
  }

  /** Walks the whole chain. */
  async verify(knownHead?: string): Promise<AuditCheck> {
    const check: AuditCheck = {
      entries: 0,
      intact: true,
      brokenAt: null,
      head: FIRST_HASH,
      knownHeadFound: knownHead === undefined ? null : knownHead === FIRST_HASH,
    };
    for (;;) {
      const rows = await this.#sql.all<Row>(
        `SELECT ${COLUMNS} FROM audit WHERE number > ? ORDER BY number LIMIT ?`,
        check.entries,
        WALK_ROWS,
      );
      for (const { hash, ...row } of rows) {
        const expected = check.entries + 1;
        if (row.number !== expected || row.previous_hash !== check.head || hash !== this.#hash(row)) {
          return { ...check, intact: false, brokenAt: expected };
        }
        check.entries = expected;
        check.head = hash;
        if (hash === knownHead) check.knownHeadFound = true;
      }
      if (rows.length < WALK_ROWS) return check;
      // Between two parts other work of this thread gets its turn.
      await breathe();
    }
  }

  #hash(row: Omit<Row, 'hash'>): string {
    const content = [
      row.number,
      row.at_ms,
      row.organisation,
      row.who,
      row.address,
      row.action,
      row.object,
      row.outcome,
      row.before_json,
      row.after_json,
      row.previous_hash,
    ];
    return createHmac('sha256', this.#key).update(JSON.stringify(content)).digest('hex');
  }
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function toEntry(row: Row): AuditEntry {
  return {
    number: row.number,
    atMs: row.at_ms,
    organisation: row.organisation,
    who: row.who,
    address: row.address,
    action: row.action,
    object: row.object,
    outcome: row.outcome,
    before: row.before_json === null ? null : JSON.parse(row.before_json),
    after: row.after_json === null ? null : JSON.parse(row.after_json),
    hash: row.hash,
  };
}

import type { Sql } from '#collector/ledger/sql.ts';
import type { Caller } from './caller.ts';
import type { Persons } from './persons.ts';
import { hashToken, makeToken } from './tokens.ts';

/** How long one stays signed in. */
export interface SessionLimits {
  /** Without a request for this long the session ends. */
  idleMs: number;
  /** It ends after this long in any case. */
  absoluteMs: number;
}

export const SESSION_LIMITS: SessionLimits = { idleMs: 12 * 3_600_000, absoluteMs: 7 * 86_400_000 };

/** What a person is and may do is read again at least this often; changes made here count at once. */
const REMEMBER_MS = 5_000;
/** The time of the last request is written this often, so that reading a page writes nothing. */
const SEEN_EVERY_MS = 60_000;
const REMEMBERED = 5_000;

interface Row {
  token_hash: string;
  person: string;
  created_at_ms: number;
  seen_at_ms: number;
}

interface Remembered {
  caller: Caller;
  readAtMs: number;
  seenAtMs: number;
  seenWrittenMs: number;
  createdAtMs: number;
}

/**
 * Who is signed in. A token is shown once; its hash is kept. Sessions end at sign-out, by time, when the password
 * or the roles change, or when the person is disabled or removed.
 */
export class Sessions {
  readonly #sql: Sql;
  readonly #persons: Persons;
  readonly #limits: SessionLimits;
  readonly #nowMs: () => number;
  readonly #remembered = new Map<string, Remembered>();
  readonly #listeners: ((person: string) => void)[] = [];

  constructor(sql: Sql, persons: Persons, nowMs: () => number, limits: SessionLimits = SESSION_LIMITS) {
    this.#sql = sql;
    this.#persons = persons;
    this.#nowMs = nowMs;
    this.#limits = limits;
  }

  async open(person: string, address: string): Promise<{ token: string; expiresAtMs: number }> {
    const token = makeToken('session');
    const nowMs = this.#nowMs();
    await this.#sql.run(
      'INSERT INTO sessions (token_hash, person, created_at_ms, seen_at_ms, address) VALUES (?, ?, ?, ?, ?)',
      hashToken(token),
      person,
      nowMs,
      nowMs,
      address,
    );
    return { token, expiresAtMs: nowMs + this.#limits.absoluteMs };
  }

  /** The person of a token, or undefined when it opens nothing (any more). Counts as activity. */
  async caller(token: string): Promise<Caller | undefined> {
    const session = hashToken(token);
    const nowMs = this.#nowMs();
    let known = this.#remembered.get(session);
    if (!known || nowMs - known.readAtMs > REMEMBER_MS) known = await this.#read(session, known, nowMs);
    if (!known) return undefined;
    if (nowMs - known.seenAtMs > this.#limits.idleMs || nowMs - known.createdAtMs > this.#limits.absoluteMs) {
      await this.close(session);
      return undefined;
    }
    known.seenAtMs = nowMs;
    if (nowMs - known.seenWrittenMs > SEEN_EVERY_MS) {
      known.seenWrittenMs = nowMs;
      await this.#sql.run('UPDATE sessions SET seen_at_ms = ? WHERE token_hash = ?', nowMs, session);
    }
    return known.caller;
  }

  /** Ends sessions, named by their hashes. */
  async close(...sessions: readonly string[]): Promise<void> {
    for (const session of sessions) {
      const row = await this.#sql.get<Row>(
        'DELETE FROM sessions WHERE token_hash = ? RETURNING person',
        session,
      );
      this.#remembered.delete(session);
      if (row) this.#tell(row.person);
    }
  }

  /** Hashes of the sessions of a person. */
  async of(person: string): Promise<string[]> {
    const rows = await this.#sql.all<Row>('SELECT token_hash FROM sessions WHERE person = ?', person);
    return rows.map((row) => row.token_hash);
  }

  /** Ends the sessions of a person, except one that stays. */
  async closeOf(person: string, except?: string): Promise<void> {
    const sessions = await this.of(person);
    await this.close(...sessions.filter((session) => session !== except));
  }

  /** Roles or names changed, or the person is gone: what is remembered is read anew at the next request. */
  refresh(person: string): void {
    for (const [session, { caller }] of this.#remembered) {
      if (caller.person === person) this.#remembered.delete(session);
    }
    this.#tell(person);
  }

  /** Removes what has run out; call it now and then. */
  async sweep(): Promise<void> {
    const nowMs = this.#nowMs();
    const rows = await this.#sql.all<Row>(
      'SELECT token_hash FROM sessions WHERE seen_at_ms < ? OR created_at_ms < ?',
      // The written time of the last request may lag behind.
      nowMs - this.#limits.idleMs - SEEN_EVERY_MS,
      nowMs - this.#limits.absoluteMs,
    );
    await this.close(...rows.map((row) => row.token_hash));
  }

  /** Called with a person whose session ended or who may do other things now: open connections begin anew. */
  onChange(listener: (person: string) => void): void {
    this.#listeners.push(listener);
  }

  #tell(person: string): void {
    for (const listener of this.#listeners) listener(person);
  }

  async #read(
    session: string,
    before: Remembered | undefined,
    nowMs: number,
  ): Promise<Remembered | undefined> {
    const row = await this.#sql.get<Row>('SELECT * FROM sessions WHERE token_hash = ?', session);
    const person = row && (await this.#persons.get(row.person));
    if (!row || !person || person.disabledAtMs !== null) {
      this.#remembered.delete(session);
      return undefined;
    }
    const known: Remembered = {
      caller: {
        person: person.id,
        name: person.name,
        displayName: person.displayName,
        language: person.language,
        memberships: person.memberships,
        mustChangePassword: person.mustChangePassword,
        session,
      },
      readAtMs: nowMs,
      seenAtMs: Math.max(row.seen_at_ms, before?.seenAtMs ?? 0),
      seenWrittenMs: row.seen_at_ms,
      createdAtMs: row.created_at_ms,
    };
    if (this.#remembered.size >= REMEMBERED) {
      this.#remembered.delete(this.#remembered.keys().next().value as string);
    }
    this.#remembered.set(session, known);
    return known;
  }
}

import { randomUUID } from 'node:crypto';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from '#collector/people/caller.ts';
import type { Seal } from '#collector/people/seal.ts';
import { CREDENTIALS, type CredentialKind } from '#protocol/credential.ts';
import { type OpenedCredential, secretFields, shownFields, withKeptSecrets } from './credential-fields.ts';

/** What opens devices, as people see it. */
export interface Credential {
  id: string;
  organisation: string;
  name: string;
  kind: CredentialKind;
  /** Its fields without the secrets. */
  fields: Record<string, unknown>;
  /** Names of the secrets that are kept. */
  sealed: string[];
  /** Counts up with each change. */
  revision: number;
  changedBy: string;
  changedAtMs: number;
}

/** A credential that is used cannot go; says by what. */
export interface InUse {
  targets: string[];
  count: number;
}

/** Sealed with another key file, or changed; entering it anew helps. */
export class CredentialUnreadableError extends Error {
  constructor(name: string, options: { cause: unknown }) {
    super(
      `the credential ${name} cannot be opened: it was sealed with another key file; enter its secret anew`,
      options,
    );
    this.name = 'CredentialUnreadableError';
  }
}

export type PutFault = 'name_taken';

interface Row {
  id: string;
  organisation: string;
  name: string;
  kind: CredentialKind;
  shown: string;
  sealed: string;
  revision: number;
  changed_by: string;
  changed_at_ms: number;
}

/** Credentials asked for in one statement. */
const ASKED = 500;
/** Names of targets told when a credential is in use. */
const USES_TOLD = 10;

export interface CredentialsOptions {
  sql: Sql;
  seal: Pick<Seal, 'seal' | 'open'>;
  audit: Audit;
  nowMs(): number;
}

export type Credentials = ReturnType<typeof credentialsIn>;

/** The credentials in the ledger: sealed there, opened only to be sealed again for the agent that needs them. */
export function credentialsIn({ sql, seal, audit, nowMs }: CredentialsOptions) {
  const listeners: (() => void)[] = [];

  return {
    /** Called once a change is committed. */
    onChange(listener: () => void): void {
      listeners.push(listener);
    },

    /** By id after `cursor`. */
    async list(scope: Scope, cursor: string, limit: number): Promise<Credential[]> {
      const filter = inScopeSql(scope, 'organisation');
      const rows = await sql.all<Row>(
        `SELECT * FROM credentials WHERE ${filter.text} AND id > ? ORDER BY id LIMIT ?`,
        ...filter.values,
        cursor,
        limit,
      );
      return rows.map(toShown);
    },

    async get(id: string): Promise<Credential | undefined> {
      const row = await find(id);
      return row && toShown(row);
    },

    async names(ids: readonly string[]): Promise<Map<string, string>> {
      const found = new Map<string, string>();
      for (let at = 0; at < ids.length; at += ASKED) {
        const part = ids.slice(at, at + ASKED);
        const rows = await sql.all<{ id: string; name: string }>(
          `SELECT id, name FROM credentials WHERE id IN (${part.map(() => '?').join(', ')})`,
          ...part,
        );
        for (const { id, name } of rows) found.set(id, name);
      }
      return found;
    },

    /** How many polls use each of these. */
    async uses(ids: readonly string[]): Promise<Map<string, number>> {
      if (ids.length === 0) return new Map();
      const rows = await sql.all<{ credential: string; n: number }>(
        `SELECT credential, COUNT(*) AS n FROM polls WHERE credential IN (${ids.map(() => '?').join(', ')})
         GROUP BY credential`,
        ...ids,
      );
      return new Map(rows.map(({ credential, n }) => [credential, n]));
    },

    /** Secrets in the clear. Throws a `CredentialUnreadableError`, whose sentence holds none of them. */
    async open(id: string): Promise<OpenedCredential | undefined> {
      const row = await find(id);
      return row && opened(row);
    },

    /** Throws a `ZodError` when the fields make no credential of this kind. */
    async create(
      actor: Actor,
      wanted: { organisation: string; name: string; kind: CredentialKind; fields: OpenedCredential },
    ): Promise<Credential | PutFault> {
      const fields = CREDENTIALS[wanted.kind].parse(wanted.fields);
      const made = await sql.transaction(async () => {
        if (await isTaken(wanted.organisation, wanted.name, '')) return 'name_taken';
        const { organisation, name, kind } = wanted;
        const id = randomUUID();
        const row = rowOf({ id, organisation, name, kind, revision: 1 }, fields, actor);
        await sql.run(
          `INSERT INTO credentials (id, organisation, name, kind, shown, sealed, revision, changed_by, changed_at_ms)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          row.id,
          row.organisation,
          row.name,
          row.kind,
          row.shown,
          row.sealed,
          row.revision,
          row.changed_by,
          row.changed_at_ms,
        );
        await audit.write(actor, {
          action: 'credential.create',
          object: `credential:${row.id}`,
          organisation: row.organisation,
          after: toShown(row),
        });
        return toShown(row);
      });
      if (made !== 'name_taken') changed();
      return made;
    },

    /** Secrets that are left out stay as they are. Throws a `ZodError` as `create` does. */
    async change(
      actor: Actor,
      id: string,
      wanted: { name: string; fields: OpenedCredential },
    ): Promise<Credential | PutFault | undefined> {
      const result = await sql.transaction(async () => {
        const before = await find(id);
        if (!before) return undefined;
        const { organisation, kind, revision } = before;
        if (await isTaken(organisation, wanted.name, id)) return 'name_taken';
        const fields = CREDENTIALS[kind].parse(withKeptSecrets(kind, wanted.fields, openedOrNothing(before)));
        const row = rowOf(
          { id, organisation, name: wanted.name, kind, revision: revision + 1 },
          fields,
          actor,
        );
        await sql.run(
          `UPDATE credentials SET name = ?, shown = ?, sealed = ?, revision = ?, changed_by = ?, changed_at_ms = ?
           WHERE id = ?`,
          row.name,
          row.shown,
          row.sealed,
          row.revision,
          row.changed_by,
          row.changed_at_ms,
          id,
        );
        await audit.write(actor, {
          action: 'credential.change',
          object: `credential:${id}`,
          organisation,
          before: toShown(before),
          after: toShown(row),
        });
        return toShown(row);
      });
      if (typeof result === 'object') changed();
      return result;
    },

    /** Undefined once it is gone; what uses it keeps it there. */
    remove(actor: Actor, credential: Credential): Promise<InUse | undefined> {
      return sql.transaction(async () => {
        const rows = await sql.all<{ name: string }>(
          `SELECT targets.name AS name FROM polls JOIN targets ON targets.id = polls.target
           WHERE polls.credential = ? ORDER BY targets.name`,
          credential.id,
        );
        if (rows.length > 0)
          return { targets: rows.slice(0, USES_TOLD).map(({ name }) => name), count: rows.length };
        await sql.run('DELETE FROM credentials WHERE id = ?', credential.id);
        await audit.write(actor, {
          action: 'credential.remove',
          object: `credential:${credential.id}`,
          organisation: credential.organisation,
          before: credential,
        });
        return undefined;
      });
    },
  };

  function changed(): void {
    for (const listener of listeners) listener();
  }

  function find(id: string): Promise<Row | undefined> {
    return sql.get<Row>('SELECT * FROM credentials WHERE id = ?', id);
  }

  async function isTaken(organisation: string, name: string, id: string): Promise<boolean> {
    const other = await sql.get(
      'SELECT 1 FROM credentials WHERE organisation = ? AND name = ? AND id <> ?',
      organisation,
      name,
      id,
    );
    return other !== undefined;
  }

  function rowOf(
    known: Pick<Row, 'id' | 'organisation' | 'name' | 'kind' | 'revision'>,
    fields: OpenedCredential,
    actor: Actor,
  ): Row {
    const text = JSON.stringify(fields);
    return {
      ...known,
      shown: JSON.stringify({ fields: shownFields(fields), sealed: secretFields(fields) }),
      sealed: seal.seal(text, subjectOf(known.id)),
      changed_by: actor.who,
      changed_at_ms: nowMs(),
    };
  }

  function opened(row: Row): OpenedCredential {
    try {
      return JSON.parse(seal.open(row.sealed, subjectOf(row.id)));
    } catch (cause) {
      throw new CredentialUnreadableError(row.name, { cause });
    }
  }

  /** With another key file every secret is entered anew, and that must be possible. */
  function openedOrNothing(row: Row): OpenedCredential {
    try {
      return opened(row);
    } catch {
      return {};
    }
  }
}

function subjectOf(id: string): string {
  return `credential ${id}`;
}

function toShown(row: Row): Credential {
  const { fields, sealed } = JSON.parse(row.shown);
  return {
    id: row.id,
    organisation: row.organisation,
    name: row.name,
    kind: row.kind,
    fields,
    sealed,
    revision: row.revision,
    changedBy: row.changed_by,
    changedAtMs: row.changed_at_ms,
  };
}

import { randomUUID } from 'node:crypto';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from './caller.ts';
import type { Senders } from './senders.ts';
import { hashToken, makeToken } from './tokens.ts';

/** A key with which programs push line protocol; the key itself is shown once, when it is made. */
export interface PushKey {
  id: string;
  organisation: string;
  name: string;
  createdBy: string;
  createdAtMs: number;
  withdrawnAtMs: number | null;
}

interface Row {
  id: string;
  organisation: string;
  name: string;
  created_by: string;
  created_at_ms: number;
  withdrawn_at_ms: number | null;
}

const COLUMNS = 'id, organisation, name, created_by, created_at_ms, withdrawn_at_ms';

export interface PushKeysOptions {
  sql: Sql;
  senders: Senders;
  audit: Audit;
  nowMs(): number;
}

export type PushKeys = ReturnType<typeof pushKeys>;

/** The push keys in the ledger. */
export function pushKeys({ sql, senders, audit, nowMs }: PushKeysOptions) {
  return {
    async make(
      actor: Actor,
      wanted: { organisation: string; name: string },
    ): Promise<{ key: string; details: PushKey }> {
      const key = makeToken('push');
      const details = await sql.transaction(async () => {
        const made: PushKey = {
          id: randomUUID(),
          organisation: wanted.organisation,
          name: wanted.name,
          createdBy: actor.who,
          createdAtMs: nowMs(),
          withdrawnAtMs: null,
        };
        await sql.run(
          'INSERT INTO push_keys (id, organisation, name, key_hash, created_by, created_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
          made.id,
          made.organisation,
          made.name,
          hashToken(key),
          made.createdBy,
          made.createdAtMs,
        );
        await audit.write(actor, {
          action: 'key.create',
          object: `key:${made.id}`,
          organisation: made.organisation,
          after: made,
        });
        return made;
      });
      senders.learnPush(hashToken(key), { key: details.id, organisation: details.organisation });
      return { key, details };
    },

    async list(scope: Scope, cursor: string, limit: number): Promise<PushKey[]> {
      const filter = inScopeSql(scope, 'organisation');
      const rows = await sql.all<Row>(
        `SELECT ${COLUMNS} FROM push_keys WHERE ${filter.text} AND id > ? ORDER BY id LIMIT ?`,
        ...filter.values,
        cursor,
        limit,
      );
      return rows.map(toKey);
    },

    async get(id: string): Promise<PushKey | undefined> {
      const row = await sql.get<Row>(`SELECT ${COLUMNS} FROM push_keys WHERE id = ?`, id);
      return row && toKey(row);
    },

    async withdraw(actor: Actor, key: PushKey): Promise<void> {
      await sql.transaction(async () => {
        await sql.run('UPDATE push_keys SET withdrawn_at_ms = ? WHERE id = ?', nowMs(), key.id);
        await audit.write(actor, {
          action: 'key.withdraw',
          object: `key:${key.id}`,
          organisation: key.organisation,
          before: key,
        });
      });
      senders.withdrawPush(key.id);
    },
  };
}

function toKey(row: Row): PushKey {
  return {
    id: row.id,
    organisation: row.organisation,
    name: row.name,
    createdBy: row.created_by,
    createdAtMs: row.created_at_ms,
    withdrawnAtMs: row.withdrawn_at_ms,
  };
}

import { randomUUID } from 'node:crypto';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScope, inScopeSql, type Scope } from './caller.ts';

/** A tenant: its targets, people and reports are seen apart from those of others. */
export interface Organisation {
  id: string;
  name: string;
  /** IANA zone of its schedules, reports and days. */
  zone: string;
  language: 'zh-CN' | 'en';
  createdAtMs: number;
}

/** Made at the first start; local agents and first targets belong to it. */
export const DEFAULT_ORGANISATION = 'default';
export const DEFAULT_ZONE = 'Asia/Shanghai';

interface Row {
  id: string;
  name: string;
  zone: string;
  language: 'zh-CN' | 'en';
  created_at_ms: number;
}

/** True when the runtime knows the IANA zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export type Organisations = ReturnType<typeof organisationsIn>;

/** The organisations in the ledger. */
export function organisationsIn(sql: Sql, nowMs: () => number) {
  const listeners: ((organisation: Organisation) => void)[] = [];

  return {
    /** Called with an organisation that is new or has another name, zone or language. */
    onChange(listener: (organisation: Organisation) => void): void {
      listeners.push(listener);
    },

    /** To be called once a change is committed. */
    changed(organisation: Organisation): void {
      for (const listener of listeners) listener(organisation);
    },

    /** Makes the first one, once. */
    async ensureDefault(name: string): Promise<void> {
      await sql.run(
        `INSERT INTO organisations (id, name, zone, language, created_at_ms) VALUES (?, ?, ?, 'zh-CN', ?)
         ON CONFLICT (id) DO NOTHING`,
        DEFAULT_ORGANISATION,
        name,
        DEFAULT_ZONE,
        nowMs(),
      );
    },

    async list(scope: Scope): Promise<Organisation[]> {
      const filter = inScopeSql(scope, 'id');
      const rows = await sql.all<Row>(
        `SELECT * FROM organisations WHERE ${filter.text} ORDER BY name, id`,
        ...filter.values,
      );
      return rows.map(toOrganisation);
    },

    /**
     * The organisation for something new: the wanted one, or the only one in the scope, or the first one. Undefined
     * when it is not in the scope or not there.
     */
    async choose(scope: Scope, wanted: string | undefined): Promise<string | undefined> {
      const [only, ...others] = scope.organisations;
      const id = wanted ?? (!scope.everywhere && others.length === 0 ? only : DEFAULT_ORGANISATION);
      return inScope(scope, id) && (await this.get(id)) ? id : undefined;
    },

    async get(id: string): Promise<Organisation | undefined> {
      const row = await sql.get<Row>('SELECT * FROM organisations WHERE id = ?', id);
      return row && toOrganisation(row);
    },

    /** Undefined when the name is taken. */
    async create(
      wanted: Pick<Organisation, 'name' | 'zone' | 'language'>,
    ): Promise<Organisation | undefined> {
      const made = { id: randomUUID(), ...wanted, createdAtMs: nowMs() };
      const rows = await sql.run(
        `INSERT INTO organisations (id, name, zone, language, created_at_ms) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
        made.id,
        made.name,
        made.zone,
        made.language,
        made.createdAtMs,
      );
      return rows === 1 ? made : undefined;
    },

    /** False when another one has the name. */
    async change(id: string, wanted: Pick<Organisation, 'name' | 'zone' | 'language'>): Promise<boolean> {
      const rows = await sql.run(
        `UPDATE organisations SET name = ?, zone = ?, language = ?
         WHERE id = ? AND NOT EXISTS (SELECT 1 FROM organisations AS other WHERE other.name = ? AND other.id <> ?)`,
        wanted.name,
        wanted.zone,
        wanted.language,
        id,
        wanted.name,
        id,
      );
      return rows === 1;
    },

    /** False while it still has targets, agents, keys, credentials, contacts, teams, routes or walls. Memberships in it end. */
    remove(id: string): Promise<boolean> {
      return sql.transaction(async () => {
        const used = await sql.get(
          `SELECT 1 FROM targets WHERE organisation = ? UNION ALL SELECT 1 FROM agents WHERE organisation = ?
           UNION ALL SELECT 1 FROM push_keys WHERE organisation = ?
           UNION ALL SELECT 1 FROM credentials WHERE organisation = ?
           UNION ALL SELECT 1 FROM contacts WHERE organisation = ?
           UNION ALL SELECT 1 FROM teams WHERE organisation = ?
           UNION ALL SELECT 1 FROM routes WHERE organisation = ?
           UNION ALL SELECT 1 FROM walls WHERE organisation = ?`,
          id,
          id,
          id,
          id,
          id,
          id,
          id,
          id,
        );
        if (used) return false;
        await sql.run('DELETE FROM memberships WHERE organisation = ?', id);
        await sql.run('DELETE FROM calendar_days WHERE organisation = ?', id);
        await sql.run('DELETE FROM drill_plans WHERE organisation = ?', id);
        await sql.run('DELETE FROM room_plans WHERE organisation = ?', id);
        return (await sql.run('DELETE FROM organisations WHERE id = ?', id)) === 1;
      });
    },
  };
}

function toOrganisation(row: Row): Organisation {
  return {
    id: row.id,
    name: row.name,
    zone: row.zone,
    language: row.language,
    createdAtMs: row.created_at_ms,
  };
}

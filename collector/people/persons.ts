import { randomUUID } from 'node:crypto';
import type { Sql } from '#collector/ledger/sql.ts';
import { EVERYWHERE, type Membership, type Scope } from './caller.ts';
import { allows, ROLE_NAMES, type Role } from './roles.ts';

/** Somebody who may sign in. */
export interface Person {
  id: string;
  /** What is typed at sign-in; lower-case. */
  name: string;
  displayName: string;
  language: 'zh-CN' | 'en';
  memberships: Membership[];
  mustChangePassword: boolean;
  disabledAtMs: number | null;
  createdAtMs: number;
}

/** What changes without a password. */
export type PersonFields = Pick<Person, 'displayName' | 'language' | 'memberships'> & { disabled: boolean };

interface Row {
  id: string;
  name: string;
  display_name: string;
  language: 'zh-CN' | 'en';
  password_hash: string;
  must_change_password: number;
  disabled_at_ms: number | null;
  created_at_ms: number;
}

export type Persons = ReturnType<typeof personsIn>;

/** The people in the ledger. */
export function personsIn(sql: Sql, nowMs: () => number) {
  async function memberships(person: string): Promise<Membership[]> {
    return await sql.all<Membership>(
      'SELECT organisation, role FROM memberships WHERE person = ? ORDER BY organisation, role',
      person,
    );
  }

  async function toPerson(row: Row): Promise<Person> {
    return {
      id: row.id,
      name: row.name,
      displayName: row.display_name,
      language: row.language,
      memberships: await memberships(row.id),
      mustChangePassword: row.must_change_password === 1,
      disabledAtMs: row.disabled_at_ms,
      createdAtMs: row.created_at_ms,
    };
  }

  async function setMemberships(person: string, wanted: readonly Membership[]): Promise<void> {
    await sql.run('DELETE FROM memberships WHERE person = ?', person);
    for (const { organisation, role } of wanted) {
      await sql.run(
        'INSERT INTO memberships (person, organisation, role) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        person,
        organisation,
        role,
      );
    }
  }

  return {
    /** By name after `cursor`: those with at least one membership in the scope. */
    async list(scope: Scope, cursor: string, limit: number): Promise<Person[]> {
      const marks = scope.organisations.map(() => '?').join(', ');
      const member = scope.everywhere
        ? '1 = 1'
        : `EXISTS (SELECT 1 FROM memberships WHERE person = persons.id AND organisation IN (${marks || 'NULL'}))`;
      const rows = await sql.all<Row>(
        `SELECT * FROM persons WHERE name > ? AND ${member} ORDER BY name LIMIT ?`,
        cursor,
        ...(scope.everywhere ? [] : scope.organisations),
        limit,
      );
      return Promise.all(rows.map(toPerson));
    },

    async get(id: string): Promise<Person | undefined> {
      const row = await sql.get<Row>('SELECT * FROM persons WHERE id = ?', id);
      return row && toPerson(row);
    },

    /** Those who may sign in and whom one of these roles concerns with the organisation, by name. */
    async namesIn(
      organisation: string,
      roles: readonly Role[],
    ): Promise<{ name: string; displayName: string }[]> {
      return sql.all(
        `SELECT name, display_name AS "displayName" FROM persons WHERE disabled_at_ms IS NULL AND EXISTS (
           SELECT 1 FROM memberships WHERE person = persons.id AND organisation IN (?, ?)
             AND role IN (${roles.map(() => '?').join(', ') || 'NULL'})) ORDER BY name`,
        organisation,
        EVERYWHERE,
        ...roles,
      );
    },

    /** For signing in only: the hash leaves this file nowhere else. */
    async byName(name: string): Promise<{ person: Person; passwordHash: string } | undefined> {
      const row = await sql.get<Row>('SELECT * FROM persons WHERE name = ?', name.toLowerCase());
      return row && { person: await toPerson(row), passwordHash: row.password_hash };
    },

    async passwordHash(id: string): Promise<string | undefined> {
      return (await sql.get<Row>('SELECT password_hash FROM persons WHERE id = ?', id))?.password_hash;
    },

    async count(): Promise<number> {
      return (await sql.get<{ n: number }>('SELECT COUNT(*) AS n FROM persons'))?.n ?? 0;
    },

    /** Undefined when the name is taken. */
    create(
      wanted: Pick<Person, 'name' | 'displayName' | 'language' | 'memberships' | 'mustChangePassword'>,
      passwordHash: string,
    ): Promise<Person | undefined> {
      return sql.transaction(async () => {
        const id = randomUUID();
        const rows = await sql.run(
          `INSERT INTO persons (id, name, display_name, language, password_hash, password_changed_at_ms,
             must_change_password, disabled_at_ms, created_at_ms)
           VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?) ON CONFLICT DO NOTHING`,
          id,
          wanted.name.toLowerCase(),
          wanted.displayName,
          wanted.language,
          passwordHash,
          nowMs(),
          wanted.mustChangePassword ? 1 : 0,
          nowMs(),
        );
        if (rows === 0) return undefined;
        await setMemberships(id, wanted.memberships);
        return this.get(id);
      });
    },

    change(id: string, wanted: PersonFields): Promise<void> {
      return sql.transaction(async () => {
        await sql.run(
          `UPDATE persons SET display_name = ?, language = ?,
             disabled_at_ms = CASE WHEN ? = 1 THEN COALESCE(disabled_at_ms, ?) ELSE NULL END WHERE id = ?`,
          wanted.displayName,
          wanted.language,
          wanted.disabled ? 1 : 0,
          nowMs(),
          id,
        );
        await setMemberships(id, wanted.memberships);
      });
    },

    async setPassword(id: string, passwordHash: string, mustChange: boolean): Promise<void> {
      await sql.run(
        'UPDATE persons SET password_hash = ?, password_changed_at_ms = ?, must_change_password = ? WHERE id = ?',
        passwordHash,
        nowMs(),
        mustChange ? 1 : 0,
        id,
      );
    },

    async remove(id: string): Promise<void> {
      await sql.run('DELETE FROM persons WHERE id = ?', id);
    },

    /** Whether somebody who is not disabled may still manage people everywhere. */
    async someoneManagesPeople(): Promise<boolean> {
      const roles = ROLE_NAMES.filter((role) => allows(role, 'people.write'));
      const row = await sql.get(
        `SELECT 1 FROM memberships JOIN persons ON persons.id = memberships.person
         WHERE memberships.organisation = ? AND persons.disabled_at_ms IS NULL
           AND role IN (${roles.map(() => '?').join(', ')}) LIMIT 1`,
        EVERYWHERE,
        ...roles,
      );
      return row !== undefined;
    },
  };
}

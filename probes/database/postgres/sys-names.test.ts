import { expect, it } from 'vitest';
import { withSysNames } from './sys-names.ts';

it('names the catalogue as KingbaseES V8R3 does, and nothing else', () => {
  const sql = `SELECT pg_database_size(oid), my_pg_name, 'pg_read_all_stats', 'a pg_ inside' -- pg_comment
    FROM "pg_database" d, pg_catalog.pg_class WHERE d.pg_x = 1`;

  expect(
    withSysNames(sql),
  ).toBe(`SELECT sys_database_size(oid), my_pg_name, 'sys_read_all_stats', 'a pg_ inside' -- pg_comment
    FROM "sys_database" d, sys_catalog.sys_class WHERE d.sys_x = 1`);
});

import { describe, expect, it } from 'vitest';
import { type Dialect, whyNotReadOnly } from './read-only.ts';

const refused = (sql: string, dialect: Dialect = 'postgres') => whyNotReadOnly(sql, dialect)?.sentence;

describe('a statement that only reads', () => {
  it.each<[Dialect, string]>([
    ['postgres', 'SELECT 1'],
    ['postgres', '(SELECT 1) UNION ALL (SELECT 2);'],
    ['postgres', "-- who\nWITH a AS (SELECT 'DROP TABLE x; -- no' AS t) SELECT * FROM a /* DELETE */"],
    ['postgres', 'SHOW server_version'],
    ['postgres', 'VALUES (1), (2)'],
    ['postgres', "SELECT \"update\", t.lock, last_update FROM t WHERE a->>'k' = 'it''s' AND b[1] = $1"],
    ['mysql', "SELECT `insert`, REPLACE(a, 'x', \"y\"), INSERT(a, 1, 2, 'b') FROM t"],
    ['oracle', 'SELECT s.serial#, v.value FROM v$session s, v$mystat v /*+ RULE */'],
    ['sqlserver', "SELECT [it's], [drop] FROM sys.dm_os_wait_stats WHERE n LIKE N'A%'"],
    ['db2', 'SELECT * FROM TABLE(MON_GET_TABLESPACE(NULL, -2)) AS t WITH UR'],
    ['dameng', 'SELECT sf_get_page_size() FROM dual'],
  ])('passes in %s: %s', (dialect, sql) => {
    expect(whyNotReadOnly(sql, dialect)).toBeUndefined();
  });
});

describe('a statement that may do more', () => {
  it.each<[string, RegExp, Dialect?]>([
    ['', /no statement/],
    ['-- nothing', /no statement/],
    ['DELETE FROM t', /begins with DELETE/],
    ['EXPLAIN ANALYZE DELETE FROM t', /begins with EXPLAIN/],
    ['SELECT 1; SELECT 2', /second statement/],
    ["SELECT ';'; DROP TABLE t", /second statement/],
    ['SELECT * INTO copy_of_t FROM t', /INTO/],
    ['SELECT 1INTO x', /INTO/],
    ['SELECT * FROM t FOR UPDATE', /locks/],
    ['SELECT * FROM t FOR NO KEY UPDATE', /locks/],
    ['SELECT * FROM t FOR KEY SHARE', /locks/],
    ['WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone', /DELETE/],
    ["SELECT setval('s', 1)", /setval/],
    ['SELECT "pg_terminate_backend"(1)', /pg_terminate_backend/],
    ['SELECT pg_advisory_lock(1)', /pg_advisory_lock/],
    ['SELECT pg_catalog.pg_sleep(60)', /pg_sleep/],
    ["SELECT query_to_xml('DELETE FROM t', true, true, '')", /query_to_xml/],
    ["SELECT dblink_exec('c', 'x')", /dblink_exec/],
    ['SELECT U&"\\0064rop" FROM t', /escapes/],
    ['SELECT $x$ a $x$', /\$…\$/],
    ["SELECT 'it\\'s', x INTO y, '", /backslash/],
    ["SELECT 'never", /never ends/],
    ['SELECT 1 /* a /* b */', /within a comment/],
    ['SELECT 1 --1 INTO x', /blank/],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", /INTO/, 'mysql'],
    ['SELECT 1 /*!50000 INTO OUTFILE 1 */', /MySQL runs/, 'mysql'],
    ["SELECT 1 # it's\n INTO OUTFILE 1 -- '", /not with #/, 'mysql'],
    ['SELECT * FROM t LOCK IN SHARE MODE', /LOCK/, 'mysql'],
    ["SELECT get_lock('a', 1)", /get_lock/, 'mysql'],
    ['SELECT @a := 1', /variable/, 'mysql'],
    ["SELECT q'[it's]' FROM dual", /q'…'/, 'oracle'],
    ['SELECT s.nextval FROM dual', /NEXTVAL/, 'oracle'],
    ['SELECT dbms_lock.sleep(1) FROM dual', /dbms_lock/, 'oracle'],
    ['SELECT 1 DROP TABLE t', /DROP/, 'sqlserver'],
    ['SELECT 1 SHUTDOWN', /SHUTDOWN/, 'sqlserver'],
    ['SELECT * FROM t WITH (TABLOCKX)', /TABLOCKX/, 'sqlserver'],
    ["SELECT * FROM OPENROWSET('a', 'b', 'c')", /openrowset/, 'sqlserver'],
    ['SELECT NEXT VALUE FOR s', /changes/, 'db2'],
    ['SELECT * FROM FINAL TABLE (INSERT INTO t VALUES (1))', /INSERT/, 'db2'],
    ['SELECT * FROM t WITH RS USE AND KEEP EXCLUSIVE LOCKS', /LOCKS/, 'db2'],
  ])('is refused: %s', (sql, why, dialect = 'postgres') => {
    expect(refused(sql, dialect)).toMatch(why);
  });

  it('is named with its line', () => {
    expect(whyNotReadOnly('SELECT 1,\n  2\n  INTO x', 'postgres')?.line).toBe(3);
  });
});

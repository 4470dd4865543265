/*
subject: database_size
labels: [database]
part: sizes
why: how large each pluggable database is
when: { version: '>=12.1', words: [root] }
every_s: 300
grants:
  - '-- in the root of a container database: ALTER USER {user} SET CONTAINER_DATA = ALL CONTAINER = CURRENT'
  - '-- in the root of a container database: GRANT SELECT ON sys.v_$pdbs TO {user}'
right: CONTAINER_DATA, and SELECT on V$PDBS
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-PDBS.html
*/
SELECT p.name AS database, p.total_size AS bytes
FROM v$pdbs p

/*
subject: database_space
labels: [space, type]
part: temporary
why: how full temporary tablespaces of each pluggable database are
when: { version: '>=12.1', words: [root] }
every_s: 60
grants:
  - '-- in the root of a container database: ALTER USER {user} SET CONTAINER_DATA = ALL CONTAINER = CURRENT'
  - '-- in the root of a container database: GRANT SELECT ON sys.cdb_temp_free_space TO {user}'
  - '-- in the root of a container database: GRANT SELECT ON sys.cdb_temp_files TO {user}'
  - '-- in the root of a container database: GRANT SELECT ON sys.v_$containers TO {user}'
right: CONTAINER_DATA, and SELECT on CDB_TEMP_FREE_SPACE, CDB_TEMP_FILES and V$CONTAINERS
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/DBA_TEMP_FREE_SPACE.html
*/
SELECT
  c.name || '/' || t.tablespace_name AS space,
  'temporary' AS type,
  t.tablespace_size - t.free_space AS used_bytes,
  t.tablespace_size AS allocated_bytes,
  f.most AS limit_bytes
FROM cdb_temp_free_space t
JOIN v$containers c ON c.con_id = t.con_id
JOIN (
  SELECT con_id, tablespace_name,
    SUM(CASE WHEN autoextensible = 'YES' AND maxbytes > bytes THEN maxbytes ELSE bytes END) AS most
  FROM cdb_temp_files
  GROUP BY con_id, tablespace_name
) f ON f.con_id = t.con_id AND f.tablespace_name = t.tablespace_name

/*
subject: database_space
labels: [space, type]
part: tablespaces
why: how full each tablespace of each pluggable database is, of what its files may grow to
when: { version: '>=12.1', words: [root] }
every_s: 300
rows: 5000
grants:
  - '-- in the root of a container database: ALTER USER {user} SET CONTAINER_DATA = ALL CONTAINER = CURRENT'
  - '-- in the root of a container database: GRANT SELECT ON sys.cdb_tablespaces TO {user}'
  - '-- in the root of a container database: GRANT SELECT ON sys.cdb_data_files TO {user}'
  - '-- in the root of a container database: GRANT SELECT ON sys.cdb_free_space TO {user}'
  - '-- in the root of a container database: GRANT SELECT ON sys.cdb_undo_extents TO {user}'
  - '-- in the root of a container database: GRANT SELECT ON sys.v_$containers TO {user}'
right: CONTAINER_DATA, and SELECT on CDB_TABLESPACES, CDB_DATA_FILES, CDB_FREE_SPACE, CDB_UNDO_EXTENTS and V$CONTAINERS
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/DBA_DATA_FILES.html
*/
SELECT
  c.name || '/' || t.tablespace_name AS space,
  CASE t.contents WHEN 'UNDO' THEN 'undo' ELSE 'tablespace' END AS type,
  GREATEST(f.allocated - COALESCE(e.free, 0) - COALESCE(u.expired, 0), 0) AS used_bytes,
  f.allocated AS allocated_bytes,
  f.most AS limit_bytes,
  CASE t.status WHEN 'ONLINE' THEN 'online' WHEN 'READ ONLY' THEN 'read_only' ELSE 'offline' END AS state
FROM cdb_tablespaces t
JOIN v$containers c ON c.con_id = t.con_id
JOIN (
  SELECT con_id, tablespace_name, SUM(bytes) AS allocated,
    SUM(CASE WHEN autoextensible = 'YES' AND maxbytes > bytes THEN maxbytes ELSE bytes END) AS most
  FROM cdb_data_files
  GROUP BY con_id, tablespace_name
) f ON f.con_id = t.con_id AND f.tablespace_name = t.tablespace_name
LEFT JOIN (
  SELECT con_id, tablespace_name, SUM(bytes) AS free FROM cdb_free_space GROUP BY con_id, tablespace_name
) e ON e.con_id = t.con_id AND e.tablespace_name = t.tablespace_name
LEFT JOIN (
  SELECT con_id, tablespace_name, SUM(bytes) AS expired
  FROM cdb_undo_extents
  WHERE status = 'EXPIRED'
  GROUP BY con_id, tablespace_name
) u ON u.con_id = t.con_id AND u.tablespace_name = t.tablespace_name

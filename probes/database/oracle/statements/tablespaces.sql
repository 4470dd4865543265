/*
subject: database_space
labels: [space, type]
why: how full each tablespace is, of what its files may grow to
when: { words: ['!root'] }
every_s: 300
rows: 2000
grants: ['GRANT SELECT ON sys.dba_tablespaces TO {user}', 'GRANT SELECT ON sys.dba_data_files TO {user}', 'GRANT SELECT ON sys.dba_free_space TO {user}', 'GRANT SELECT ON sys.dba_undo_extents TO {user}']
right: SELECT on DBA_TABLESPACES, DBA_DATA_FILES, DBA_FREE_SPACE and DBA_UNDO_EXTENTS
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/DBA_DATA_FILES.html
*/
SELECT
  t.tablespace_name AS space,
  CASE t.contents WHEN 'UNDO' THEN 'undo' ELSE 'tablespace' END AS type,
  -- Undo that nobody needs any more is written over.
  GREATEST(f.allocated - COALESCE(e.free, 0) - COALESCE(u.expired, 0), 0) AS used_bytes,
  f.allocated AS allocated_bytes,
  f.most AS limit_bytes,
  CASE t.status WHEN 'ONLINE' THEN 'online' WHEN 'READ ONLY' THEN 'read_only' ELSE 'offline' END AS state
FROM dba_tablespaces t
JOIN (
  SELECT tablespace_name, SUM(bytes) AS allocated,
    SUM(CASE WHEN autoextensible = 'YES' AND maxbytes > bytes THEN maxbytes ELSE bytes END) AS most
  FROM dba_data_files
  GROUP BY tablespace_name
) f ON f.tablespace_name = t.tablespace_name
LEFT JOIN (
  SELECT tablespace_name, SUM(bytes) AS free FROM dba_free_space GROUP BY tablespace_name
) e ON e.tablespace_name = t.tablespace_name
LEFT JOIN (
  SELECT tablespace_name, SUM(bytes) AS expired FROM dba_undo_extents WHERE status = 'EXPIRED' GROUP BY tablespace_name
) u ON u.tablespace_name = t.tablespace_name

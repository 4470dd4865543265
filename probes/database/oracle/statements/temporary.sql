/*
subject: database_space
labels: [space, type]
why: how full temporary tablespaces are
when: { words: ['!root'] }
every_s: 60
grants: ['GRANT SELECT ON sys.dba_temp_free_space TO {user}', 'GRANT SELECT ON sys.dba_temp_files TO {user}']
right: SELECT on DBA_TEMP_FREE_SPACE and DBA_TEMP_FILES
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/DBA_TEMP_FREE_SPACE.html
*/
SELECT
  t.tablespace_name AS space,
  'temporary' AS type,
  t.tablespace_size - t.free_space AS used_bytes,
  t.tablespace_size AS allocated_bytes,
  f.most AS limit_bytes
FROM dba_temp_free_space t
JOIN (
  SELECT tablespace_name, SUM(CASE WHEN autoextensible = 'YES' AND maxbytes > bytes THEN maxbytes ELSE bytes END) AS most
  FROM dba_temp_files
  GROUP BY tablespace_name
) f ON f.tablespace_name = t.tablespace_name

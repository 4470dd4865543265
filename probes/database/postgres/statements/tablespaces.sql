/*
subject: database_space
labels: [space, type]
why: how full each tablespace is; what it may grow to stands in the setting space_limits
every_s: 60
when: { version: '>=10', words: ['!gauss'] }
right: pg_read_all_stats
grants: ['GRANT pg_read_all_stats TO {user}']
source: https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-DBSIZE
*/
SELECT NOT pg_has_role('pg_read_all_stats', 'USAGE') AS denied,
       spcname AS space,
       'tablespace' AS type,
       CASE WHEN pg_has_role('pg_read_all_stats', 'USAGE') THEN pg_tablespace_size(oid) END AS used_bytes
  FROM pg_tablespace
 WHERE spcname <> 'pg_global'
 ORDER BY spcname

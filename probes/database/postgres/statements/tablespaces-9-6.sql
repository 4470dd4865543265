/*
subject: database_space
labels: [space, type]
why: how full those tablespaces are in which the account may create something
part: tablespaces
every_s: 60
source: https://www.postgresql.org/docs/9.6/functions-admin.html
*/
SELECT spcname AS space, 'tablespace' AS type, pg_tablespace_size(oid) AS used_bytes
  FROM pg_tablespace
 WHERE spcname = 'pg_default' OR has_tablespace_privilege(oid, 'CREATE')
 ORDER BY spcname

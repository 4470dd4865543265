/*
subject: database_size
labels: [database]
why: how large each database is
every_s: 300
when: { version: '>=10', words: ['!gauss'] }
right: pg_read_all_stats
grants: ['GRANT pg_read_all_stats TO {user}']
source: https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-DBSIZE
*/
SELECT NOT pg_has_role('pg_read_all_stats', 'USAGE') AS denied,
       datname AS database,
       CASE WHEN pg_has_role('pg_read_all_stats', 'USAGE') THEN pg_database_size(oid) END AS bytes
  FROM pg_database
 WHERE NOT datistemplate
 ORDER BY datname

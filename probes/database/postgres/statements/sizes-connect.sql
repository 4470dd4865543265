/*
subject: database_size
labels: [database]
why: how large each database is to which the account may connect
part: sizes
every_s: 300
source: https://www.postgresql.org/docs/9.6/functions-admin.html
*/
SELECT datname AS database, pg_database_size(oid) AS bytes
  FROM pg_database
 WHERE NOT datistemplate AND datallowconn AND has_database_privilege(oid, 'CONNECT')
 ORDER BY datname

/*
subject: postgresql
why: how many WAL files wait for being archived
when: { version: '>=12', words: ['!gauss'] }
every_s: 60
right: EXECUTE on pg_ls_archive_statusdir
grants: ['GRANT EXECUTE ON FUNCTION pg_ls_archive_statusdir() TO {user}']
source: https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-GENFILE
*/
SELECT count(*) AS archive_waiting FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'

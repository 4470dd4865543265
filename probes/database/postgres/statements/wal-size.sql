/*
subject: database_log
labels: [log]
why: how large the write-ahead log is; what it may grow to stands in the setting space_limits under wal
when: { version: '>=10', words: ['!gauss'] }
right: EXECUTE on pg_ls_waldir
grants: ['GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO {user}']
source: https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-GENFILE
*/
SELECT 'wal' AS log, coalesce(sum(size), 0) AS size_bytes FROM pg_ls_waldir()

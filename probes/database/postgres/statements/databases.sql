/*
subject: postgresql
labels: [db]
why: what each database does
when: { version: '>=9.2' }
rows: 200
source: https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-DATABASE-VIEW
*/
SELECT datname AS db, numbackends, xact_commit, xact_rollback, deadlocks, conflicts, temp_bytes
  FROM pg_stat_database
 WHERE datname IS NOT NULL AND datname NOT IN ('template0', 'template1')
 ORDER BY datname

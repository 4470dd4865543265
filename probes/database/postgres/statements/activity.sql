/*
subject: database
why: what the sessions do, and how long the oldest transaction and statement run
when: { version: '>=10', words: ['!gauss'] }
right: pg_read_all_stats
grants: ['GRANT pg_read_all_stats TO {user}']
source: https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
*/
SELECT NOT pg_has_role('pg_read_all_stats', 'USAGE') AS denied,
       count(*) FILTER (WHERE state = 'active') AS sessions_active,
       count(*) FILTER (WHERE state LIKE 'idle in transaction%') AS sessions_idle_in_transaction,
       coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0) AS longest_transaction_seconds,
       coalesce(max(extract(epoch FROM clock_timestamp() - query_start)) FILTER (WHERE state = 'active'), 0)
         AS longest_statement_seconds
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()

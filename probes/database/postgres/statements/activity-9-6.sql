/*
subject: database
why: what the sessions do, and how long the oldest transaction and statement run
part: activity
when: { version: '>=9.2 <10', words: ['!gauss'] }
right: a superuser before version 10
grants: ['-- Before version 10 only a superuser sees what others do. ALTER ROLE {user} SUPERUSER, or do without.']
source: https://www.postgresql.org/docs/9.6/monitoring-stats.html
*/
SELECT coalesce(bool_or(query = '<insufficient privilege>'), false) AS denied,
       count(*) FILTER (WHERE state = 'active') AS sessions_active,
       count(*) FILTER (WHERE state LIKE 'idle in transaction%') AS sessions_idle_in_transaction,
       coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0) AS longest_transaction_seconds,
       coalesce(max(extract(epoch FROM clock_timestamp() - query_start)) FILTER (WHERE state = 'active'), 0)
         AS longest_statement_seconds
  FROM pg_stat_activity
 WHERE pid <> pg_backend_pid()

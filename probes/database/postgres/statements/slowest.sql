/*
subject: postgresql
why: which kinds of statements are slow
evidence: postgresql.slow_statements
when: { version: '>=13' }
every_s: 300
rows: 10
right: pg_read_all_stats
grants: ['GRANT pg_read_all_stats TO {user}']
source: https://www.postgresql.org/docs/current/pgstatstatements.html
*/
SELECT NOT pg_has_role('pg_read_all_stats', 'USAGE') AS denied,
       round(mean_exec_time) AS mean_ms,
       calls,
       query AS statement
  FROM pg_stat_statements
 WHERE mean_exec_time > 1000
 ORDER BY mean_exec_time * calls DESC

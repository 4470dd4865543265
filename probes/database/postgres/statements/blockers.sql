/*
subject: database
why: who waits for whom
evidence: database.blocked_sessions
rows: 20
when: { version: '>=10', words: ['!gauss'] }
right: pg_read_all_stats
grants: ['GRANT pg_read_all_stats TO {user}']
source: https://www.postgresql.org/docs/current/functions-info.html
*/
SELECT w.pid AS session,
       w.datname AS db,
       w.usename AS account,
       w.application_name AS application,
       round(extract(epoch FROM clock_timestamp() - w.query_start)) AS seconds,
       array_to_string(pg_blocking_pids(w.pid), ', ') AS waits_for,
       (SELECT concat_ws(' ', b.usename, b.application_name, b.state)
          FROM pg_stat_activity b WHERE b.pid = (pg_blocking_pids(w.pid))[1]) AS who_is,
       w.query AS statement
  FROM pg_stat_activity w
 WHERE w.wait_event_type = 'Lock'
 ORDER BY w.query_start

/*
subject: database
why: how many sessions wait for a lock of another, and for how long their statements run
part: blocked
when: { version: '>=9.2 <14', words: ['!gauss'] }
source: https://www.postgresql.org/docs/13/view-pg-locks.html
*/
SELECT count(DISTINCT l.pid) AS blocked_sessions,
       coalesce(max(extract(epoch FROM clock_timestamp() - a.query_start)), 0) AS longest_wait_seconds
  FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE NOT l.granted

/*
subject: database
why: how many sessions wait for a lock of another, and for how long
when: { version: '>=14', words: ['!gauss'] }
source: https://www.postgresql.org/docs/current/view-pg-locks.html
*/
SELECT count(DISTINCT pid) AS blocked_sessions,
       coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)), 0) AS longest_wait_seconds
  FROM pg_locks
 WHERE NOT granted

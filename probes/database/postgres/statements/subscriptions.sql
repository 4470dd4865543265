/*
subject: database_replication
labels: [peer]
why: whether the subscriptions of this database still receive
when: { version: '>=10', words: ['!gauss'] }
rows: 50
every_s: 60
source: https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-SUBSCRIPTION
*/
SELECT 'subscription ' || s.subname AS peer,
       CASE WHEN bool_or(w.pid IS NOT NULL) THEN 'running' ELSE 'stopped' END AS state
  FROM pg_stat_subscription w JOIN pg_subscription s ON s.oid = w.subid
 WHERE s.subenabled
 GROUP BY s.subname
 ORDER BY s.subname

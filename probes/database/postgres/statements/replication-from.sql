/*
subject: database_replication
labels: [peer]
why: how far this replica is behind, and whether it still receives
when: { version: '>=10', words: ['!gauss'] }
right: pg_read_all_stats
grants: ['GRANT pg_read_all_stats TO {user}']
source: https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-WAL-RECEIVER-VIEW
*/
WITH replica AS (
  SELECT (SELECT status FROM pg_stat_wal_receiver LIMIT 1) AS status,
         EXISTS (SELECT 1 FROM pg_stat_wal_receiver) AS is_connected,
         pg_last_wal_receive_lsn() AS received,
         pg_last_wal_replay_lsn() AS replayed,
         extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) AS age
   WHERE pg_is_in_recovery()
)
SELECT NOT pg_has_role('pg_read_all_stats', 'USAGE') AS denied,
       'primary' AS peer,
       CASE WHEN is_connected AND received = replayed THEN 0 ELSE age END AS lag_seconds,
       pg_wal_lsn_diff(received, replayed) AS lag_bytes,
       CASE WHEN is_connected AND received = replayed THEN 'running'
            WHEN is_connected OR age < 300 THEN 'catching_up'
            ELSE 'stopped' END AS state
  FROM replica

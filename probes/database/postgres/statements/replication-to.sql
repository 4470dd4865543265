/*
subject: database_replication
labels: [peer]
why: how far those are behind that copy from this server
when: { version: '>=10', words: ['!gauss'] }
rows: 50
right: pg_read_all_stats
grants: ['GRANT pg_read_all_stats TO {user}']
source: https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-REPLICATION-VIEW
*/
WITH here AS (
  SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END AS lsn
)
SELECT NOT pg_has_role('pg_read_all_stats', 'USAGE') AS denied,
       concat_ws(' ', nullif(r.application_name, ''), host(r.client_addr)) AS peer,
       pg_wal_lsn_diff(here.lsn, r.replay_lsn) AS lag_bytes,
       CASE WHEN r.replay_lsn >= here.lsn THEN 0 ELSE extract(epoch FROM r.replay_lag) END AS lag_seconds,
       CASE r.state WHEN 'streaming' THEN 'running' ELSE 'catching_up' END AS state
  FROM pg_stat_replication r, here
 WHERE coalesce(r.state, '') <> 'backup'
 ORDER BY 2

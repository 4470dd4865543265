/*
subject: database_replication
labels: [peer]
why: how far those are behind that copy from this server
part: replication-to
when: { version: '>=9.2 <10', words: ['!gauss', '!replica'] }
rows: 50
right: a superuser before version 10
grants: ['-- Before version 10 only a superuser sees what others do. ALTER ROLE {user} SUPERUSER, or do without.']
source: https://www.postgresql.org/docs/9.6/monitoring-stats.html
*/
SELECT state IS NULL AS denied,
       concat_ws(' ', nullif(application_name, ''), host(client_addr)) AS peer,
       pg_xlog_location_diff(pg_current_xlog_location(), replay_location) AS lag_bytes,
       CASE state WHEN 'streaming' THEN 'running' ELSE 'catching_up' END AS state
  FROM pg_stat_replication
 WHERE coalesce(state, '') <> 'backup'
 ORDER BY 2

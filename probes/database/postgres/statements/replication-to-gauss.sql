/*
subject: database_replication
labels: [peer]
why: how far those are behind that copy from this server
part: replication-to
when: { words: [gauss, '!replica'] }
rows: 50
right: MONADMIN
grants: ['-- openGauss and GaussDB: ALTER USER {user} MONADMIN;']
source: https://docs.opengauss.org/en/docs/5.0.0/docs/DatabaseReference/PG_STAT_REPLICATION.html
*/
SELECT application_name || ' ' || client_addr AS peer,
       pg_xlog_location_diff(sender_sent_location, receiver_replay_location) AS lag_bytes,
       CASE lower(state) WHEN 'streaming' THEN 'running' ELSE 'catching_up' END AS state
  FROM pg_stat_replication
 ORDER BY 1

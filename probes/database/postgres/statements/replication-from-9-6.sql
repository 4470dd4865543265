/*
subject: database_replication
labels: [peer]
why: how far this replica is behind
part: replication-from
when: { version: '>=9.2 <10', words: ['!gauss', replica] }
source: https://www.postgresql.org/docs/9.6/functions-admin.html
*/
SELECT 'primary' AS peer,
       CASE WHEN pg_last_xlog_receive_location() = pg_last_xlog_replay_location() THEN 0
            ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END AS lag_seconds,
       pg_xlog_location_diff(pg_last_xlog_receive_location(), pg_last_xlog_replay_location()) AS lag_bytes

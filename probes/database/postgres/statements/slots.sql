/*
subject: postgresql_slot
labels: [slot]
why: how much WAL is kept for those who copy, and whether they still come
when: { version: '>=13', words: ['!gauss'] }
rows: 100
source: https://www.postgresql.org/docs/current/view-pg-replication-slots.html
*/
SELECT slot_name AS slot,
       pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                       restart_lsn) AS retained_bytes,
       CASE WHEN wal_status = 'lost' THEN 'lost'
            WHEN wal_status = 'unreserved' THEN 'at_risk'
            WHEN active THEN 'active'
            ELSE 'inactive' END AS state
  FROM pg_replication_slots
 WHERE NOT temporary
 ORDER BY slot_name

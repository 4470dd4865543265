/*
subject: postgresql_slot
labels: [slot]
why: how much WAL is kept for those who copy, and whether they still come
part: slots
when: { version: '>=9.4 <10', words: ['!gauss', '!replica'] }
rows: 100
source: https://www.postgresql.org/docs/9.6/view-pg-replication-slots.html
*/
SELECT slot_name AS slot,
       pg_xlog_location_diff(pg_current_xlog_location(), restart_lsn) AS retained_bytes,
       CASE WHEN active THEN 'active' ELSE 'inactive' END AS state
  FROM pg_replication_slots
 ORDER BY slot_name

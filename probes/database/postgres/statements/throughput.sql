/*
subject: database
why: what it does - transactions, rows, reads from disk, deadlocks - and how much its cache spares it
when: { version: '>=9.2' }
source: https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-DATABASE-VIEW
*/
SELECT sum(deadlocks) AS deadlocks_total,
       sum(xact_commit) AS commits_total,
       sum(xact_rollback) AS rollbacks_total,
       sum(tup_fetched) AS rows_read_total,
       sum(tup_inserted + tup_updated + tup_deleted) AS rows_written_total,
       sum(blks_read) * current_setting('block_size')::int AS read_bytes_total,
       sum(blks_hit) AS cache_hits_total,
       sum(blks_read) AS cache_misses_total
  FROM pg_stat_database

/*
subject: database
why: since when it is active, sessions, deadlocks, throughput and cache
when: { version: '>=10.5' }
grants: ['GRANT EXECUTE ON FUNCTION SYSPROC.MON_GET_DATABASE TO USER {user}']
right: EXECUTE on MON_GET_DATABASE
source: https://www.ibm.com/docs/en/db2/12.1.0?topic=functions-monitor-mon-routines
*/
SELECT
  MAX((DAYS(CURRENT TIMESTAMP) - DAYS(d.db_conn_time)) * 86400 + (MIDNIGHT_SECONDS(CURRENT TIMESTAMP) - MIDNIGHT_SECONDS(d.db_conn_time))) AS uptime_seconds,
  SUM(d.appls_cur_cons) AS sessions,
  SUM(d.appls_in_db2) AS sessions_active,
  SUM(d.deadlocks) AS deadlocks_total,
  SUM(d.total_app_commits) AS commits_total,
  SUM(d.total_app_rollbacks) AS rollbacks_total,
  SUM(d.act_completed_total) AS statements_total,
  SUM(d.rows_read) AS rows_read_total,
  SUM(d.rows_modified) AS rows_written_total,
  100 - 100 * DOUBLE(SUM(d.pool_data_p_reads + d.pool_index_p_reads))
    / NULLIF(SUM(d.pool_data_l_reads + d.pool_index_l_reads), 0) AS cache_hit_percent
FROM TABLE(MON_GET_DATABASE(-2)) AS d
WITH UR

/*
subject: database
part: database
why: since when it is active, sessions, deadlocks, throughput and cache
when: { version: '<10.5' }
grants: ['GRANT SELECT ON SYSIBMADM.SNAPDB TO USER {user}']
right: SELECT on SYSIBMADM.SNAPDB, and the SYSMON group
source: http://www-01.ibm.com/support/knowledgecenter/SSEPGG_9.7.0/com.ibm.db2.luw.sql.rtn.doc/doc/c0053963.html
*/
SELECT
  MAX((DAYS(CURRENT TIMESTAMP) - DAYS(d.db_conn_time)) * 86400 + (MIDNIGHT_SECONDS(CURRENT TIMESTAMP) - MIDNIGHT_SECONDS(d.db_conn_time))) AS uptime_seconds,
  SUM(d.appls_cur_cons) AS sessions,
  SUM(d.appls_in_db2) AS sessions_active,
  SUM(d.deadlocks) AS deadlocks_total,
  SUM(d.commit_sql_stmts) AS commits_total,
  SUM(d.rollback_sql_stmts) AS rollbacks_total,
  SUM(d.dynamic_sql_stmts + d.static_sql_stmts) AS statements_total,
  SUM(d.rows_read) AS rows_read_total,
  SUM(d.rows_inserted + d.rows_updated + d.rows_deleted) AS rows_written_total,
  100 - 100 * DOUBLE(SUM(d.pool_data_p_reads + d.pool_index_p_reads))
    / NULLIF(SUM(d.pool_data_l_reads + d.pool_index_l_reads), 0) AS cache_hit_percent
FROM SYSIBMADM.SNAPDB AS d
WITH UR

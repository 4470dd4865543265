/*
subject: database
part: server
why: sessions, throughput, cache
when: { version: '<5.7', words: [mysql] }
source: https://dev.mysql.com/doc/refman/5.6/en/information-schema-status-table.html
*/
SELECT
  MAX(CASE WHEN variable_name = 'Uptime' THEN CAST(variable_value AS UNSIGNED) END) AS uptime_seconds,
  MAX(CASE WHEN variable_name = 'Threads_connected' THEN CAST(variable_value AS UNSIGNED) END) AS sessions,
  MAX(CASE WHEN variable_name = 'Threads_running' THEN CAST(variable_value AS UNSIGNED) END) AS sessions_active,
  MAX(@@global.max_connections) AS sessions_limit,
  MAX(@@global.read_only) AS read_only,
  MAX(CASE WHEN variable_name = 'Questions' THEN CAST(variable_value AS UNSIGNED) END) AS statements_total,
  MAX(CASE WHEN variable_name = 'Slow_queries' THEN CAST(variable_value AS UNSIGNED) END) AS slow_statements_total,
  MAX(CASE WHEN variable_name = 'Com_commit' THEN CAST(variable_value AS UNSIGNED) END) AS commits_total,
  MAX(CASE WHEN variable_name = 'Com_rollback' THEN CAST(variable_value AS UNSIGNED) END) AS rollbacks_total,
  SUM(CASE WHEN variable_name IN ('Innodb_rows_read')
    THEN CAST(variable_value AS UNSIGNED) END) AS rows_read_total,
  SUM(CASE WHEN variable_name IN ('Innodb_rows_inserted', 'Innodb_rows_updated', 'Innodb_rows_deleted')
    THEN CAST(variable_value AS UNSIGNED) END) AS rows_written_total,
  MAX(CASE WHEN variable_name = 'Innodb_data_read' THEN CAST(variable_value AS UNSIGNED) END) AS read_bytes_total,
  MAX(CASE WHEN variable_name = 'Innodb_data_written' THEN CAST(variable_value AS UNSIGNED) END) AS written_bytes_total,
  SUM(CASE variable_name
    WHEN 'Innodb_buffer_pool_read_requests' THEN CAST(variable_value AS SIGNED)
    WHEN 'Innodb_buffer_pool_reads' THEN -CAST(variable_value AS SIGNED) END) AS cache_hits_total,
  MAX(CASE WHEN variable_name = 'Innodb_buffer_pool_reads' THEN CAST(variable_value AS UNSIGNED) END) AS cache_misses_total
FROM information_schema.global_status
WHERE variable_name IN (
  'Uptime', 'Threads_connected', 'Threads_running', 'Questions', 'Slow_queries', 'Com_commit', 'Com_rollback',
  'Innodb_rows_read',
  'Innodb_rows_inserted', 'Innodb_rows_updated', 'Innodb_rows_deleted',
  'Innodb_data_read', 'Innodb_data_written', 'Innodb_buffer_pool_read_requests', 'Innodb_buffer_pool_reads'
)

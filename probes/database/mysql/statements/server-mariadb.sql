/*
subject: database
part: server
why: sessions, throughput, cache
when: { words: [mariadb] }
source: https://mariadb.com/kb/en/server-status-variables/
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
  SUM(CASE WHEN variable_name IN (
    'Handler_read_first', 'Handler_read_key', 'Handler_read_last', 'Handler_read_next', 'Handler_read_prev',
    'Handler_read_rnd', 'Handler_read_rnd_next'
  ) THEN CAST(variable_value AS UNSIGNED) END) AS rows_read_total,
  SUM(CASE WHEN variable_name IN ('Handler_write', 'Handler_update', 'Handler_delete')
    THEN CAST(variable_value AS UNSIGNED) END) AS rows_written_total,
  MAX(CASE WHEN variable_name = 'Innodb_data_read' THEN CAST(variable_value AS UNSIGNED) END) AS read_bytes_total,
  MAX(CASE WHEN variable_name = 'Innodb_data_written' THEN CAST(variable_value AS UNSIGNED) END) AS written_bytes_total,
  SUM(CASE variable_name
    WHEN 'Innodb_buffer_pool_read_requests' THEN CAST(variable_value AS SIGNED)
    WHEN 'Innodb_buffer_pool_reads' THEN -CAST(variable_value AS SIGNED) END) AS cache_hits_total,
  MAX(CASE WHEN variable_name = 'Innodb_buffer_pool_reads' THEN CAST(variable_value AS UNSIGNED) END) AS cache_misses_total,
  MAX(CASE WHEN variable_name = 'Memory_used' THEN CAST(variable_value AS UNSIGNED) END) AS memory_used_bytes,
  MAX(CASE WHEN variable_name = 'Innodb_deadlocks' THEN CAST(variable_value AS UNSIGNED) END) AS deadlocks_total
FROM information_schema.global_status
WHERE variable_name IN (
  'Uptime', 'Threads_connected', 'Threads_running', 'Questions', 'Slow_queries', 'Com_commit', 'Com_rollback',
  'Handler_read_first', 'Handler_read_key', 'Handler_read_last', 'Handler_read_next', 'Handler_read_prev',
  'Handler_read_rnd', 'Handler_read_rnd_next',
  'Handler_write', 'Handler_update', 'Handler_delete',
  'Innodb_data_read', 'Innodb_data_written', 'Innodb_buffer_pool_read_requests', 'Innodb_buffer_pool_reads',
  'Memory_used', 'Innodb_deadlocks'
)

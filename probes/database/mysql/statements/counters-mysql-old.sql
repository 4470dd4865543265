/*
subject: mysql
part: counters
why: broken connections, temporary tables on disk, waits for rows and for the log
when: { version: '<5.7', words: [mysql] }
source: https://dev.mysql.com/doc/refman/5.6/en/server-status-variables.html
*/
SELECT
  MAX(CASE WHEN variable_name = 'Aborted_clients' THEN CAST(variable_value AS UNSIGNED) END) AS aborted_clients,
  MAX(CASE WHEN variable_name = 'Aborted_connects' THEN CAST(variable_value AS UNSIGNED) END) AS aborted_connects,
  MAX(CASE WHEN variable_name = 'Connection_errors_max_connections' THEN CAST(variable_value AS UNSIGNED) END) AS connection_errors_max_connections,
  MAX(CASE WHEN variable_name = 'Max_used_connections' THEN CAST(variable_value AS UNSIGNED) END) AS max_used_connections,
  MAX(CASE WHEN variable_name = 'Created_tmp_disk_tables' THEN CAST(variable_value AS UNSIGNED) END) AS created_tmp_disk_tables,
  MAX(CASE WHEN variable_name = 'Created_tmp_tables' THEN CAST(variable_value AS UNSIGNED) END) AS created_tmp_tables,
  MAX(CASE WHEN variable_name = 'Select_full_join' THEN CAST(variable_value AS UNSIGNED) END) AS select_full_join,
  MAX(CASE WHEN variable_name = 'Opened_tables' THEN CAST(variable_value AS UNSIGNED) END) AS opened_tables,
  MAX(CASE WHEN variable_name = 'Table_locks_waited' THEN CAST(variable_value AS UNSIGNED) END) AS table_locks_waited,
  MAX(CASE WHEN variable_name = 'Innodb_row_lock_waits' THEN CAST(variable_value AS UNSIGNED) END) AS innodb_row_lock_waits,
  MAX(CASE WHEN variable_name = 'Innodb_row_lock_time' THEN CAST(variable_value AS UNSIGNED) END) AS innodb_row_lock_time,
  MAX(CASE WHEN variable_name = 'Innodb_log_waits' THEN CAST(variable_value AS UNSIGNED) END) AS innodb_log_waits,
  MAX(CASE WHEN variable_name = 'Innodb_buffer_pool_wait_free' THEN CAST(variable_value AS UNSIGNED) END) AS innodb_buffer_pool_wait_free,
  MAX(CASE WHEN variable_name = 'Innodb_buffer_pool_pages_dirty' THEN CAST(variable_value AS UNSIGNED) END) AS innodb_buffer_pool_pages_dirty,
  MAX(CASE WHEN variable_name = 'Innodb_buffer_pool_pages_total' THEN CAST(variable_value AS UNSIGNED) END) AS innodb_buffer_pool_pages_total,
  MAX(CASE WHEN variable_name = 'Bytes_received' THEN CAST(variable_value AS UNSIGNED) END) AS bytes_received,
  MAX(CASE WHEN variable_name = 'Bytes_sent' THEN CAST(variable_value AS UNSIGNED) END) AS bytes_sent
FROM information_schema.global_status
WHERE variable_name IN (
  'Aborted_clients', 'Aborted_connects', 'Connection_errors_max_connections', 'Max_used_connections',
  'Created_tmp_disk_tables', 'Created_tmp_tables', 'Select_full_join', 'Opened_tables',
  'Table_locks_waited', 'Innodb_row_lock_waits', 'Innodb_row_lock_time', 'Innodb_log_waits',
  'Innodb_buffer_pool_wait_free', 'Innodb_buffer_pool_pages_dirty', 'Innodb_buffer_pool_pages_total', 'Bytes_received',
  'Bytes_sent'
)

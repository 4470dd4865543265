/*
subject: database_log
labels: [log]
part: redo
why: how near InnoDB is to stopping everybody because its redo log is full
when: { version: '>=8.0.30', words: [mysql] }
source: https://dev.mysql.com/doc/refman/8.0/en/innodb-redo-log.html
*/
SELECT
  'redo' AS log,
  MAX(CASE WHEN variable_name = 'Innodb_redo_log_capacity_resized' THEN CAST(variable_value AS UNSIGNED) END) AS size_bytes,
  MAX(CASE WHEN variable_name = 'Innodb_redo_log_logical_size' THEN CAST(variable_value AS UNSIGNED) END) AS used_bytes,
  100.0 * MAX(CASE WHEN variable_name = 'Innodb_redo_log_logical_size' THEN CAST(variable_value AS UNSIGNED) END)
    / MAX(CASE WHEN variable_name = 'Innodb_redo_log_capacity_resized' THEN CAST(variable_value AS UNSIGNED) END)
    AS used_percent
FROM performance_schema.global_status
WHERE variable_name IN ('Innodb_redo_log_logical_size', 'Innodb_redo_log_capacity_resized')

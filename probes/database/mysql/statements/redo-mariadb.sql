/*
subject: database_log
labels: [log]
part: redo
why: how near InnoDB is to stopping everybody because its redo log is full
when: { version: '>=10.5', words: [mariadb] }
source: https://mariadb.com/kb/en/innodb-status-variables/#innodb_checkpoint_age
*/
SELECT
  'redo' AS log,
  MAX(CASE WHEN variable_name = 'Innodb_checkpoint_max_age' THEN CAST(variable_value AS UNSIGNED) END) AS size_bytes,
  MAX(CASE WHEN variable_name = 'Innodb_checkpoint_age' THEN CAST(variable_value AS UNSIGNED) END) AS used_bytes,
  100.0 * MAX(CASE WHEN variable_name = 'Innodb_checkpoint_age' THEN CAST(variable_value AS UNSIGNED) END)
    / MAX(CASE WHEN variable_name = 'Innodb_checkpoint_max_age' THEN CAST(variable_value AS UNSIGNED) END) AS used_percent
FROM information_schema.global_status
WHERE variable_name IN ('Innodb_checkpoint_age', 'Innodb_checkpoint_max_age')

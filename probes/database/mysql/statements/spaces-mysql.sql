/*
subject: database_space
labels: [space, type]
part: spaces
why: how full InnoDB's shared, temporary and undo files are, of what they may grow to
when: { version: '>=5.7', words: [mysql] }
every_s: 300
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
source: https://dev.mysql.com/doc/refman/8.0/en/information-schema-files-table.html
*/
SELECT
  tablespace_name AS space,
  CASE file_type WHEN 'UNDO LOG' THEN 'undo' WHEN 'TEMPORARY' THEN 'temporary' ELSE 'tablespace' END AS type,
  SUM(total_extents * extent_size) AS allocated_bytes,
  SUM(total_extents * extent_size) - COALESCE(MAX(data_free), 0) AS used_bytes,
  CASE
    WHEN file_type = 'UNDO LOG' THEN NULL
    WHEN file_type = 'TEMPORARY' AND @@global.innodb_temp_data_file_path LIKE '%:autoextend' THEN NULL
    WHEN file_type <> 'TEMPORARY' AND @@global.innodb_data_file_path LIKE '%:autoextend' THEN NULL
    ELSE SUM(COALESCE(maximum_size, total_extents * extent_size))
  END AS limit_bytes
FROM information_schema.files
WHERE tablespace_name IN ('innodb_system', 'innodb_temporary') OR file_type = 'UNDO LOG'
GROUP BY tablespace_name, file_type

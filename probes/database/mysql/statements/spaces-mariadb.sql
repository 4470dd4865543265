/*
subject: database_space
labels: [space, type]
part: spaces
why: how full InnoDB's shared and temporary files are, of what they may grow to
when: { words: [mariadb] }
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
shape: innodb_files
source: https://mariadb.com/kb/en/innodb-system-variables/#innodb_data_file_path
*/
SELECT
  name AS space,
  file_size AS bytes,
  CASE name WHEN 'innodb_temporary' THEN @@global.innodb_temp_data_file_path ELSE @@global.innodb_data_file_path END AS path
FROM information_schema.innodb_sys_tablespaces
WHERE name IN ('innodb_system', 'innodb_temporary')

/*
subject: database_backup
labels: [database, type]
part: mariabackup
why: when the last backup was made, and whether it succeeded
when: { words: [mariadb_backup_history] }
every_s: 300
grants: ["-- Where backups write their history there: GRANT SELECT ON mysql.mariadb_backup_history TO '{user}'@'%';"]
right: SELECT on mysql.mariadb_backup_history
source: https://mariadb.com/kb/en/mariabackup-options/#-history
*/
SELECT
  '' AS `database`,
  CASE incremental WHEN 'Y' THEN 'differential' ELSE 'full' END AS type,
  TIMESTAMPDIFF(SECOND, MAX(end_time), NOW()) AS age_seconds,
  'ok' AS result
FROM mysql.mariadb_backup_history
WHERE end_time IS NOT NULL
GROUP BY incremental

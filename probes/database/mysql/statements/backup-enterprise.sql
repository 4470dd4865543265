/*
subject: database_backup
labels: [database, type]
part: enterprise
why: when the last backup was made, and whether it succeeded
when: { words: [backup_history] }
every_s: 300
grants: ["-- Where backups write their history there: GRANT SELECT ON mysql.backup_history TO '{user}'@'%';"]
right: SELECT on mysql.backup_history
source: https://dev.mysql.com/doc/mysql-enterprise-backup/8.0/en/backup-history-table.html
*/
SELECT
  '' AS `database`,
  LOWER(h.backup_type) AS type,
  TIMESTAMPDIFF(SECOND, MAX(CASE WHEN h.exit_state = 'SUCCESS' THEN h.end_time END), NOW()) AS age_seconds,
  CASE WHEN MAX(CASE WHEN h.exit_state = 'SUCCESS' THEN h.end_time END) = MAX(h.end_time) THEN 'ok' ELSE 'failed' END AS result
FROM mysql.backup_history AS h
GROUP BY h.backup_type

/*
subject: database_backup
labels: [database, type]
part: xtrabackup
why: when the last backup was made, and whether it succeeded
when: { words: [xtrabackup_history] }
every_s: 300
grants: ["-- Where backups write their history there: GRANT SELECT ON percona_schema.xtrabackup_history TO '{user}'@'%';"]
right: SELECT on percona_schema.xtrabackup_history
source: https://docs.percona.com/percona-xtrabackup/8.0/xtrabackup-history.html
*/
SELECT
  '' AS `database`,
  CASE incremental WHEN 'Y' THEN 'differential' ELSE 'full' END AS type,
  TIMESTAMPDIFF(SECOND, MAX(end_time), NOW()) AS age_seconds,
  'ok' AS result
FROM PERCONA_SCHEMA.xtrabackup_history
WHERE end_time IS NOT NULL
GROUP BY incremental

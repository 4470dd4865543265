/*
subject: database_backup
labels: [database, type]
part: backup-oceanbase
why: when the last backup was made, and whether it succeeded
when: { version: '>=4', words: [oceanbase] }
every_s: 300
grants: ["GRANT SELECT ON oceanbase.* TO '{user}'@'%'"]
right: SELECT on oceanbase.*
source: https://en.oceanbase.com/docs/common-oceanbase-database-10000000001971118
*/
SELECT
  '' AS `database`,
  CASE backup_type WHEN 'INC' THEN 'differential' ELSE 'full' END AS type,
  TIMESTAMPDIFF(SECOND, MAX(CASE WHEN status = 'COMPLETED' THEN end_timestamp END), NOW()) AS age_seconds,
  CASE WHEN MAX(CASE WHEN status = 'COMPLETED' THEN end_timestamp END) = MAX(end_timestamp) THEN 'ok' ELSE 'failed' END
    AS result
FROM oceanbase.dba_ob_backup_job_history
GROUP BY backup_type

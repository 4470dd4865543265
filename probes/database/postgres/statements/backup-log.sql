/*
subject: database_backup
labels: [database, type]
why: when the WAL was archived last. Of full backups a PostgreSQL does not know - watch those as a job, by their files
when: { version: '>=9.4', words: ['!gauss'] }
source: https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ARCHIVER-VIEW
*/
SELECT '' AS database,
       'log' AS type,
       extract(epoch FROM clock_timestamp() - last_archived_time) AS age_seconds,
       CASE WHEN last_failed_time > coalesce(last_archived_time, '-infinity') THEN 'failed'
            WHEN last_archived_time IS NULL THEN 'never'
            ELSE 'ok' END AS result
  FROM pg_stat_archiver
 WHERE current_setting('archive_mode') = 'always'
    OR (current_setting('archive_mode') = 'on' AND NOT pg_is_in_recovery())

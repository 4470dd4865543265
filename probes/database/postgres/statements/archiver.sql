/*
subject: postgresql
why: whether the WAL is archived
when: { version: '>=9.4', words: ['!gauss'] }
source: https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ARCHIVER-VIEW
*/
SELECT CASE WHEN current_setting('archive_mode') = 'off'
              OR (current_setting('archive_mode') = 'on' AND pg_is_in_recovery()) THEN 'off'
            WHEN last_failed_time > coalesce(last_archived_time, '-infinity') THEN 'failing'
            ELSE 'ok' END AS archive_state,
       archived_count AS archived_total,
       failed_count AS archive_failures_total
  FROM pg_stat_archiver

/*
subject: database_backup
labels: [database, type]
why: when RMAN last backed it up, and what became of that
when: { words: ['!pdb'] }
every_s: 900
grants: ['GRANT SELECT ON sys.v_$database TO {user}', 'GRANT SELECT ON sys.v_$rman_backup_job_details TO {user}', 'GRANT SELECT ON sys.v_$backup_set_details TO {user}', 'GRANT SELECT ON sys.v_$backup_set TO {user}']
right: SELECT on V$DATABASE, V$RMAN_BACKUP_JOB_DETAILS, V$BACKUP_SET_DETAILS and V$BACKUP_SET
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-RMAN_BACKUP_JOB_DETAILS.html
*/
SELECT
  d.name AS database,
  w.type,
  (SYSDATE - COALESCE(GREATEST(j.succeeded, s.succeeded), j.succeeded, s.succeeded)) * 86400 AS age_seconds,
  CASE
    WHEN j.status = 'COMPLETED' THEN 'ok'
    WHEN j.status = 'COMPLETED WITH WARNINGS' THEN 'warning'
    WHEN j.status LIKE 'RUNNING%' THEN 'running'
    WHEN j.status IS NOT NULL THEN 'failed'
    WHEN s.succeeded IS NOT NULL THEN 'ok'
    ELSE 'never'
  END AS result,
  j.output_bytes AS size_bytes,
  j.elapsed_seconds AS duration_seconds
FROM v$database d
CROSS JOIN (
  SELECT 'full' AS type FROM dual UNION ALL SELECT 'differential' FROM dual UNION ALL SELECT 'log' FROM dual
) w
LEFT JOIN (
  SELECT type,
    MAX(CASE WHEN status IN ('COMPLETED', 'COMPLETED WITH WARNINGS') THEN end_time END) AS succeeded,
    MAX(status) KEEP (DENSE_RANK LAST ORDER BY start_time) AS status,
    MAX(output_bytes) KEEP (DENSE_RANK LAST ORDER BY start_time) AS output_bytes,
    MAX(elapsed_seconds) KEEP (DENSE_RANK LAST ORDER BY start_time) AS elapsed_seconds
  FROM (
    SELECT r.status, r.start_time, r.end_time, r.output_bytes, r.elapsed_seconds,
      CASE
        WHEN r.input_type = 'ARCHIVELOG' THEN 'log'
        WHEN r.input_type = 'DB FULL' THEN 'full'
        -- Level 0 of an incremental backup is a full one.
        WHEN r.input_type = 'DB INCR' AND EXISTS (
          SELECT 1 FROM v$backup_set_details b
          WHERE b.session_key = r.session_key AND b.session_recid = r.session_recid
            AND b.session_stamp = r.session_stamp AND b.incremental_level = 0
        ) THEN 'full'
        WHEN r.input_type = 'DB INCR' THEN 'differential'
      END AS type
    FROM v$rman_backup_job_details r
  )
  GROUP BY type
) j ON j.type = w.type
LEFT JOIN (
  -- Logs are often backed up together with the database, and then make no job of their own.
  SELECT 'log' AS type, MAX(completion_time) AS succeeded FROM v$backup_set WHERE backup_type = 'L'
) s ON s.type = w.type
WHERE w.type = 'full' OR j.status IS NOT NULL OR s.succeeded IS NOT NULL OR (w.type = 'log' AND d.log_mode <> 'NOARCHIVELOG')

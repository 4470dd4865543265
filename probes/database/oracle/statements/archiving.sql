/*
subject: oracle
why: whether redo is archived, where that fails, and how often logs are switched
every_s: 60
grants: ['GRANT SELECT ON sys.v_$database TO {user}', 'GRANT SELECT ON sys.v_$archive_dest TO {user}', 'GRANT SELECT ON sys.v_$log_history TO {user}']
right: SELECT on V$DATABASE, V$ARCHIVE_DEST and V$LOG_HISTORY
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-ARCHIVE_DEST.html
*/
SELECT
  CASE d.log_mode WHEN 'NOARCHIVELOG' THEN 'no' ELSE 'yes' END AS archivelog,
  a.archive_errors,
  h.log_switches_hour
FROM v$database d
CROSS JOIN (SELECT COUNT(CASE WHEN status = 'ERROR' AND target <> 'STANDBY' THEN 1 END) AS archive_errors FROM v$archive_dest) a
CROSS JOIN (SELECT COUNT(*) AS log_switches_hour FROM v$log_history WHERE first_time > SYSDATE - 1 / 24) h

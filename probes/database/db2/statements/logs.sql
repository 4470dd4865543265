/*
subject: database_log
labels: [log]
why: how much of the transaction log is in use; when all of it is, nobody can write
grants: ['GRANT SELECT ON SYSIBMADM.LOG_UTILIZATION TO USER {user}']
right: SELECT on SYSIBMADM.LOG_UTILIZATION, and the SYSMON group
source: https://www.ibm.com/docs/en/db2/11.5?topic=views-log-utilization-log-utilization-information
*/
SELECT
  'log ' || TRIM(CHAR(l.dbpartitionnum)) AS log,
  -- Without a limit to active logs there is no size.
  CASE WHEN l.total_log_available_kb >= 0 THEN (l.total_log_available_kb + l.total_log_used_kb) * 1024 END AS size_bytes,
  l.total_log_used_kb * 1024 AS used_bytes,
  CASE WHEN l.total_log_available_kb >= 0 THEN l.log_utilization_percent END AS used_percent
FROM SYSIBMADM.LOG_UTILIZATION AS l
WITH UR

/*
subject: database
why: sessions that wait for a lock of another
grants: ['GRANT SELECT ON SYSIBMADM.MON_LOCKWAITS TO USER {user}']
right: SELECT on SYSIBMADM.MON_LOCKWAITS
source: https://www.ibm.com/docs/en/db2/12.1.0?topic=functions-monitor-mon-routines
*/
SELECT
  COUNT(DISTINCT w.req_application_handle) AS blocked_sessions,
  COALESCE(MAX(w.lock_wait_elapsed_time), 0) AS longest_wait_seconds
FROM SYSIBMADM.MON_LOCKWAITS AS w
WITH UR

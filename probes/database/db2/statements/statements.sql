/*
subject: database
why: statements that run for long
grants: ['GRANT SELECT ON SYSIBMADM.MON_CURRENT_SQL TO USER {user}']
right: SELECT on SYSIBMADM.MON_CURRENT_SQL
source: https://www.ibm.com/docs/en/db2/12.1.0?topic=functions-monitor-mon-routines
*/
SELECT COALESCE(MAX(s.elapsed_time_sec), 0) AS longest_statement_seconds
FROM SYSIBMADM.MON_CURRENT_SQL AS s
WHERE s.application_handle <> MON_GET_APPLICATION_HANDLE()
WITH UR

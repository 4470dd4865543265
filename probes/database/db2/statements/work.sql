/*
subject: database
why: units of work that keep the log and locks for long
grants: ['GRANT EXECUTE ON FUNCTION SYSPROC.MON_GET_UNIT_OF_WORK TO USER {user}']
right: EXECUTE on MON_GET_UNIT_OF_WORK
source: https://www.ibm.com/docs/en/db2/12.1.0?topic=functions-monitor-mon-routines
*/
SELECT
  COALESCE(MAX((DAYS(CURRENT TIMESTAMP) - DAYS(u.uow_start_time)) * 86400 + (MIDNIGHT_SECONDS(CURRENT TIMESTAMP) - MIDNIGHT_SECONDS(u.uow_start_time))), 0) AS longest_transaction_seconds,
  COALESCE(SUM(CASE WHEN u.workload_occurrence_state = 'UOWWAIT' THEN 1 ELSE 0 END), 0) AS sessions_idle_in_transaction
FROM TABLE(MON_GET_UNIT_OF_WORK(NULL, -2)) AS u
WHERE u.uow_start_time IS NOT NULL AND u.uow_stop_time IS NULL AND u.uow_log_space_used > 0
WITH UR

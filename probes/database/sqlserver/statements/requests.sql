/*
subject: database
why: statements that run for long, and sessions that wait for a lock
grants: ['USE master; GRANT VIEW SERVER STATE TO {user};']
right: VIEW SERVER STATE
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-requests-transact-sql
*/
SELECT
  COALESCE(MAX(CASE WHEN r.wait_type IS NULL OR r.wait_type NOT IN ('WAITFOR', 'BROKER_RECEIVE_WAITFOR', 'SP_SERVER_DIAGNOSTICS_SLEEP')
    THEN r.total_elapsed_time END), 0) / 1000.0 AS longest_statement_seconds,
  SUM(CASE WHEN r.blocking_session_id > 0 THEN 1 ELSE 0 END) AS blocked_sessions,
  COALESCE(MAX(CASE WHEN r.blocking_session_id > 0 THEN r.wait_time END), 0) / 1000.0 AS longest_wait_seconds
FROM sys.dm_exec_requests AS r
JOIN sys.dm_exec_sessions AS s ON s.session_id = r.session_id
WHERE s.is_user_process = 1

/*
subject: database
why: how many are signed in, of how many it takes
grants: ['USE master; GRANT VIEW SERVER STATE TO {user};']
right: VIEW SERVER STATE
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-sessions-transact-sql
*/
SELECT
  COUNT(*) AS sessions,
  SUM(CASE WHEN s.status = 'running' THEN 1 ELSE 0 END) AS sessions_active,
  SUM(CASE WHEN s.status = 'sleeping' AND s.open_transaction_count > 0 THEN 1 ELSE 0 END)
    AS sessions_idle_in_transaction,
  MAX(@@MAX_CONNECTIONS) AS sessions_limit
FROM sys.dm_exec_sessions AS s
WHERE s.is_user_process = 1

/*
subject: database
why: transactions that keep the log and locks for long
grants: ['USE master; GRANT VIEW SERVER STATE TO {user};']
right: VIEW SERVER STATE
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-tran-active-transactions-transact-sql
*/
SELECT CAST(COALESCE(MAX(DATEDIFF(SECOND, a.transaction_begin_time, GETDATE())), 0) AS float)
  AS longest_transaction_seconds
FROM sys.dm_tran_active_transactions AS a
JOIN sys.dm_tran_session_transactions AS t ON t.transaction_id = a.transaction_id
WHERE t.is_user_transaction = 1 AND t.session_id <> @@SPID

/*
subject: database
why: since when it runs, what it is among its replicas, and how much memory it takes
grants: ['USE master; GRANT VIEW SERVER STATE TO {user};']
right: VIEW SERVER STATE
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-os-sys-info-transact-sql
*/
SELECT
  CAST(DATEDIFF(SECOND, i.sqlserver_start_time, GETDATE()) AS float) AS uptime_seconds,
  CASE
    WHEN EXISTS (SELECT 1 FROM sys.dm_hadr_availability_replica_states WHERE is_local = 1 AND role = 1) THEN 'primary'
    WHEN EXISTS (SELECT 1 FROM sys.dm_hadr_availability_replica_states WHERE is_local = 1 AND role = 2) THEN 'replica'
    WHEN CAST(SERVERPROPERTY('IsClustered') AS int) = 1 THEN 'cluster'
    ELSE 'standalone'
  END AS role,
  CAST(m.physical_memory_in_use_kb AS float) * 1024 AS memory_used_bytes
FROM sys.dm_os_sys_info AS i CROSS JOIN sys.dm_os_process_memory AS m

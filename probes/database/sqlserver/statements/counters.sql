/*
subject: database
why: deadlocks, throughput, cache, and the errors that end connections or take a database offline
grants: ['USE master; GRANT VIEW SERVER STATE TO {user};']
right: VIEW SERVER STATE
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-os-performance-counters-transact-sql
*/
SELECT
  CAST(MAX(CASE WHEN c.counter_name = 'Number of Deadlocks/sec' AND c.instance_name = '_Total' THEN c.cntr_value END) AS float)
    AS deadlocks_total,
  CAST(MAX(CASE WHEN c.counter_name = 'Batch Requests/sec' THEN c.cntr_value END) AS float) AS statements_total,
  CAST(MAX(CASE WHEN c.counter_name = 'Transactions/sec' AND c.instance_name = '_Total' THEN c.cntr_value END) AS float)
    AS commits_total,
  100.0 * MAX(CASE WHEN c.counter_name = 'Buffer cache hit ratio' THEN c.cntr_value END)
    / NULLIF(MAX(CASE WHEN c.counter_name = 'Buffer cache hit ratio base' THEN c.cntr_value END), 0) AS cache_hit_percent,
  CAST(SUM(CASE WHEN c.counter_name = 'Errors/sec' AND c.instance_name IN ('DB Offline Errors', 'Kill Connection Errors')
    THEN c.cntr_value END) AS float) AS alert_log_errors_total
FROM (
  SELECT RTRIM(object_name) AS object_name, RTRIM(counter_name) AS counter_name,
    RTRIM(instance_name) AS instance_name, cntr_value
  FROM sys.dm_os_performance_counters
) AS c
WHERE c.object_name LIKE '%:Locks' OR c.object_name LIKE '%:SQL Statistics' OR c.object_name LIKE '%:Databases'
  OR c.object_name LIKE '%:Buffer Manager' OR c.object_name LIKE '%:SQL Errors'

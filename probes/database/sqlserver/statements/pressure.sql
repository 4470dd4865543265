/*
subject: sqlserver
why: how long a page stays in memory, who waits for memory, and pages found damaged
grants: ['USE master; GRANT VIEW SERVER STATE TO {user};', 'USE msdb; GRANT SELECT ON dbo.suspect_pages TO {user};']
right: VIEW SERVER STATE, and SELECT on msdb.dbo.suspect_pages
source: https://learn.microsoft.com/en-us/sql/relational-databases/performance-monitor/sql-server-buffer-manager-object
*/
SELECT
  CAST(MAX(CASE WHEN c.counter_name = 'Page life expectancy' AND c.object_name LIKE '%:Buffer Manager%' THEN c.cntr_value END) AS float)
    AS page_life_expectancy_seconds,
  CAST(MAX(CASE WHEN c.counter_name = 'Memory Grants Pending' THEN c.cntr_value END) AS float) AS memory_grants_pending,
  MAX(p.suspect_pages) AS suspect_pages,
  (SELECT COUNT(*) FROM sys.databases WHERE state = 0 AND HAS_DBACCESS(name) = 0) AS databases_unreadable
FROM sys.dm_os_performance_counters AS c
CROSS JOIN (SELECT COUNT(*) AS suspect_pages FROM msdb.dbo.suspect_pages WHERE event_type IN (1, 2, 3)) AS p

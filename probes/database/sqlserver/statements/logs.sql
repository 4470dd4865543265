/*
subject: database_log
labels: [log]
why: how full the transaction log of each database is, of what it can grow to
grants: ['USE master; GRANT VIEW SERVER STATE TO {user};', 'USE master; GRANT VIEW ANY DEFINITION TO {user};']
right: VIEW SERVER STATE, and VIEW ANY DEFINITION
source: https://learn.microsoft.com/en-us/sql/relational-databases/performance-monitor/sql-server-databases-object
*/
SELECT
  u.name AS [log],
  u.size_bytes,
  u.used_bytes,
  CASE WHEN f.limit_bytes > 0 AND u.used_bytes <= f.limit_bytes THEN 100 * u.used_bytes / f.limit_bytes
    ELSE 100 * u.used_bytes / NULLIF(u.size_bytes, 0) END AS used_percent
FROM (
  SELECT RTRIM(c.instance_name) AS name,
    MAX(CASE WHEN c.counter_name LIKE 'Log File(s) Size (KB)%' THEN CAST(c.cntr_value AS float) * 1024 END) AS size_bytes,
    MAX(CASE WHEN c.counter_name LIKE 'Log File(s) Used Size (KB)%' THEN CAST(c.cntr_value AS float) * 1024 END) AS used_bytes
  FROM sys.dm_os_performance_counters AS c
  WHERE c.object_name LIKE '%:Databases%' AND c.counter_name LIKE 'Log File(s) %'
  GROUP BY RTRIM(c.instance_name)
) AS u
JOIN (
  SELECT m.database_id,
    SUM(CASE
      WHEN m.growth = 0 OR m.max_size = 0 THEN CAST(m.size AS float) * 8192
      WHEN m.max_size = -1 OR CAST(m.max_size AS float) * 8192 > CAST(m.size AS float) * 8192 + v.available_bytes
        THEN CAST(m.size AS float) * 8192 + v.available_bytes
      ELSE CAST(m.max_size AS float) * 8192
    END) AS limit_bytes
  FROM sys.master_files AS m
  CROSS APPLY sys.dm_os_volume_stats(m.database_id, m.file_id) AS v
  WHERE m.type = 1
  GROUP BY m.database_id
) AS f ON f.database_id = DB_ID(u.name)

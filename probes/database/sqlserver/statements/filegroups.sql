/*
subject: database_space
labels: [space, type]
why: how full each file group is, of what its files and their disks let it grow to
every_s: 300
grants:
  - 'USE master; GRANT VIEW SERVER STATE TO {user};'
  - 'USE master; GRANT VIEW ANY DEFINITION TO {user};'
  # SQL Server 2014 and later; on 2012 the account needs a user in each database instead.
  - 'USE master; GRANT CONNECT ANY DATABASE TO {user};'
right: VIEW SERVER STATE, VIEW ANY DEFINITION, and CONNECT ANY DATABASE
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-os-volume-stats-transact-sql
*/
-- in each database
SELECT
  DB_NAME() + '/' + p.name AS space,
  'filegroup' AS type,
  SUM(p.used_bytes) AS used_bytes,
  SUM(p.allocated_bytes) AS allocated_bytes,
  SUM(p.allocated_bytes) + SUM(CASE WHEN p.growth_bytes < p.available_bytes THEN p.growth_bytes ELSE p.available_bytes END)
    AS limit_bytes
FROM (
  SELECT
    g.name,
    v.volume_mount_point,
    SUM(CAST(FILEPROPERTY(f.name, 'SpaceUsed') AS float)) * 8192 AS used_bytes,
    SUM(CAST(f.size AS float)) * 8192 AS allocated_bytes,
    SUM(CASE
      WHEN f.growth = 0 OR f.max_size = 0 THEN 0
      WHEN f.max_size = -1 THEN CAST(v.available_bytes AS float)
      WHEN f.max_size > f.size THEN (CAST(f.max_size AS float) - f.size) * 8192
      ELSE 0
    END) AS growth_bytes,
    MAX(CAST(v.available_bytes AS float)) AS available_bytes
  FROM sys.database_files AS f
  JOIN sys.filegroups AS g ON g.data_space_id = f.data_space_id
  CROSS APPLY sys.dm_os_volume_stats(DB_ID(), f.file_id) AS v
  WHERE f.type = 0
  GROUP BY g.name, v.volume_mount_point
) AS p
GROUP BY p.name

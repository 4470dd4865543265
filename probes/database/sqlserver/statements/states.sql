/*
subject: database_space
labels: [space, type]
why: whether each database can be used
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-databases-transact-sql
*/
SELECT d.name AS space, 'database' AS type,
  CASE
    WHEN m.mirroring_role = 2 THEN 'read_only'
    WHEN d.state IN (3, 4, 5) THEN 'damaged'
    WHEN d.state <> 0 THEN 'offline'
    WHEN d.is_read_only = 1 THEN 'read_only'
    ELSE 'online'
  END AS state
FROM sys.databases AS d
LEFT JOIN sys.database_mirroring AS m ON m.database_id = d.database_id

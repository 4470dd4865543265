/*
subject: database_size
labels: [database]
why: how large each database is
every_s: 300
grants: ['USE master; GRANT VIEW ANY DEFINITION TO {user};']
right: VIEW ANY DEFINITION
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-master-files-transact-sql
*/
SELECT TOP (501) d.name AS [database], SUM(CAST(f.size AS float)) * 8192 AS bytes
FROM sys.databases AS d JOIN sys.master_files AS f ON f.database_id = d.database_id
GROUP BY d.name
ORDER BY bytes DESC

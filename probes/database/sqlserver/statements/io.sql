/*
subject: database
why: what it reads and writes on disk
grants: ['USE master; GRANT VIEW SERVER STATE TO {user};']
right: VIEW SERVER STATE
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-io-virtual-file-stats-transact-sql
*/
SELECT
  SUM(CAST(f.num_of_bytes_read AS float)) AS read_bytes_total,
  SUM(CAST(f.num_of_bytes_written AS float)) AS written_bytes_total
FROM sys.dm_io_virtual_file_stats(NULL, NULL) AS f

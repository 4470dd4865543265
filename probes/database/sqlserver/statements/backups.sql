/*
subject: database_backup
labels: [database, type]
why: when each database was last backed up
every_s: 300
rows: 2000
grants:
  - 'USE msdb; GRANT SELECT ON dbo.backupset TO {user};'
right: SELECT on msdb.dbo.backupset
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/backupset-transact-sql
*/
SELECT
  d.name AS [database],
  w.type,
  CAST(DATEDIFF(SECOND, b.backup_finish_date, GETDATE()) AS float) AS age_seconds,
  CASE WHEN b.backup_finish_date IS NULL THEN 'never' WHEN b.is_damaged = 1 THEN 'warning' ELSE 'ok' END AS result,
  CAST(b.backup_size AS float) AS size_bytes,
  CAST(DATEDIFF(SECOND, b.backup_start_date, b.backup_finish_date) AS float) AS duration_seconds
FROM sys.databases AS d
CROSS JOIN (VALUES ('D', 'full'), ('I', 'differential'), ('L', 'log')) AS w (code, type)
OUTER APPLY (
  SELECT TOP (1) s.backup_start_date, s.backup_finish_date, s.backup_size, s.is_damaged
  FROM msdb.dbo.backupset AS s
  WHERE s.database_name = d.name AND s.type = w.code AND s.backup_finish_date IS NOT NULL
  ORDER BY s.backup_finish_date DESC
) AS b
WHERE d.name <> 'tempdb' AND d.source_database_id IS NULL
  -- A differential backup is nobody's duty, and a log in simple recovery is never backed up.
  AND (w.code = 'D' OR b.backup_finish_date IS NOT NULL OR (w.code = 'L' AND d.recovery_model <> 3 AND d.name <> 'model'))

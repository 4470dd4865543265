/*
subject: sqlserver
why: jobs of SQL Server Agent whose last run failed
every_s: 60
grants:
  - 'USE msdb; GRANT SELECT ON dbo.sysjobs TO {user};'
  - 'USE msdb; GRANT SELECT ON dbo.sysjobhistory TO {user};'
right: SELECT on msdb.dbo.sysjobs and msdb.dbo.sysjobhistory
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/dbo-sysjobhistory-transact-sql
*/
SELECT
  COUNT(*) AS jobs_enabled,
  SUM(CASE WHEN h.run_status = 0 THEN 1 ELSE 0 END) AS jobs_failed
FROM msdb.dbo.sysjobs AS j
OUTER APPLY (
  SELECT TOP (1) r.run_status
  FROM msdb.dbo.sysjobhistory AS r
  WHERE r.job_id = j.job_id AND r.step_id = 0
  ORDER BY r.instance_id DESC
) AS h
WHERE j.enabled = 1

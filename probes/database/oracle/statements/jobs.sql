/*
subject: oracle
why: jobs of the scheduler whose last run of this day failed, and those that it has given up
every_s: 300
grants: ['GRANT SELECT ON sys.dba_scheduler_job_run_details TO {user}', 'GRANT SELECT ON sys.dba_scheduler_jobs TO {user}']
right: SELECT on DBA_SCHEDULER_JOB_RUN_DETAILS and DBA_SCHEDULER_JOBS
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/DBA_SCHEDULER_JOB_RUN_DETAILS.html
*/
SELECT r.jobs_failed, b.jobs_broken
FROM (
  SELECT COUNT(CASE WHEN status = 'FAILED' THEN 1 END) AS jobs_failed
  FROM (
    SELECT MAX(status) KEEP (DENSE_RANK LAST ORDER BY log_date) AS status
    FROM dba_scheduler_job_run_details
    WHERE log_date > SYSTIMESTAMP - INTERVAL '1' DAY
    GROUP BY owner, job_name
  )
) r
CROSS JOIN (SELECT COUNT(*) AS jobs_broken FROM dba_scheduler_jobs WHERE state = 'BROKEN') b

/*
subject: database
why: deadlocks and throughput
grants: ['GRANT SELECT ON sys.v_$sysstat TO {user}']
right: SELECT on V$SYSSTAT
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-SYSSTAT.html
*/
SELECT
  MAX(CASE WHEN s.name = 'enqueue deadlocks' THEN s.value END) AS deadlocks_total,
  MAX(CASE WHEN s.name = 'execute count' THEN s.value END) AS statements_total,
  MAX(CASE WHEN s.name = 'user commits' THEN s.value END) AS commits_total,
  MAX(CASE WHEN s.name = 'user rollbacks' THEN s.value END) AS rollbacks_total,
  MAX(CASE WHEN s.name = 'physical read total bytes' THEN s.value END) AS read_bytes_total,
  MAX(CASE WHEN s.name = 'physical write total bytes' THEN s.value END) AS written_bytes_total
FROM v$sysstat s
WHERE s.name IN ('enqueue deadlocks', 'execute count', 'user commits', 'user rollbacks',
  'physical read total bytes', 'physical write total bytes')

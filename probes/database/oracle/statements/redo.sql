/*
subject: database_log
labels: [log]
why: how much of the redo log is still needed; when all of it is, nobody can write
grants: ['GRANT SELECT ON sys.v_$log TO {user}']
right: SELECT on V$LOG
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-LOG.html
*/
SELECT
  'redo ' || l.thread# AS log,
  SUM(l.bytes) AS size_bytes,
  SUM(CASE WHEN l.status IN ('CURRENT', 'ACTIVE') THEN l.bytes ELSE 0 END) AS used_bytes,
  100 * SUM(CASE WHEN l.status IN ('CURRENT', 'ACTIVE') THEN l.bytes ELSE 0 END) / SUM(l.bytes) AS used_percent
FROM v$log l
GROUP BY l.thread#

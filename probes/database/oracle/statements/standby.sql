/*
subject: database_replication
labels: [peer]
part: standby
why: how far this standby is behind its primary, and whether it applies at all
when: { version: '>=12.2', words: [standby] }
grants: ['GRANT SELECT ON sys.v_$database TO {user}', 'GRANT SELECT ON sys.v_$dataguard_stats TO {user}', 'GRANT SELECT ON sys.v_$dataguard_process TO {user}']
right: SELECT on V$DATABASE, V$DATAGUARD_STATS and V$DATAGUARD_PROCESS
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-DATAGUARD_STATS.html
*/
SELECT
  d.primary_db_unique_name AS peer,
  s.lag_seconds,
  CASE
    WHEN r.appliers = 0 THEN 'stopped'
    WHEN r.errors > 0 THEN 'broken'
    WHEN r.gaps > 0 OR s.lag_seconds > 60 THEN 'catching_up'
    ELSE 'running'
  END AS state
FROM v$database d
CROSS JOIN (
  SELECT MAX(EXTRACT(DAY FROM TO_DSINTERVAL(value)) * 86400 + EXTRACT(HOUR FROM TO_DSINTERVAL(value)) * 3600
    + EXTRACT(MINUTE FROM TO_DSINTERVAL(value)) * 60 + EXTRACT(SECOND FROM TO_DSINTERVAL(value))) AS lag_seconds
  FROM v$dataguard_stats
  WHERE name = 'apply lag'
) s
CROSS JOIN (
  SELECT COUNT(*) AS appliers, COUNT(CASE WHEN action = 'ERROR' THEN 1 END) AS errors,
    COUNT(CASE WHEN action = 'WAIT_FOR_GAP' THEN 1 END) AS gaps
  FROM v$dataguard_process
  WHERE name LIKE 'MRP%'
) r

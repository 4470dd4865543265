/*
subject: oracle
why: redo that has not reached this standby yet, which is lost with the primary
when: { words: [standby] }
grants: ['GRANT SELECT ON sys.v_$dataguard_stats TO {user}']
right: SELECT on V$DATAGUARD_STATS
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-DATAGUARD_STATS.html
*/
SELECT MAX(EXTRACT(DAY FROM TO_DSINTERVAL(s.value)) * 86400 + EXTRACT(HOUR FROM TO_DSINTERVAL(s.value)) * 3600
  + EXTRACT(MINUTE FROM TO_DSINTERVAL(s.value)) * 60 + EXTRACT(SECOND FROM TO_DSINTERVAL(s.value))) AS transport_lag_seconds
FROM v$dataguard_stats s
WHERE s.name = 'transport lag'

/*
subject: database
why: reads that the buffer cache answered in the last minute
grants: ['GRANT SELECT ON sys.v_$sysmetric TO {user}']
right: SELECT on V$SYSMETRIC
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-SYSMETRIC.html
*/
SELECT MAX(m.value) AS cache_hit_percent
FROM v$sysmetric m
WHERE m.metric_name = 'Buffer Cache Hit Ratio' AND m.group_id = 2

/*
subject: database
why: how much memory it takes
grants: ['GRANT SELECT ON sys.v_$sga TO {user}', 'GRANT SELECT ON sys.v_$pgastat TO {user}']
right: SELECT on V$SGA and V$PGASTAT
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-PGASTAT.html
*/
SELECT s.bytes + p.value AS memory_used_bytes
FROM (SELECT SUM(value) AS bytes FROM v$sga) s
CROSS JOIN v$pgastat p
WHERE p.name = 'total PGA allocated'

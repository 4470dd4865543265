/*
subject: oracle
why: processes of the server, which run out as sessions do
grants: ['GRANT SELECT ON sys.v_$resource_limit TO {user}']
right: SELECT on V$RESOURCE_LIMIT
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-RESOURCE_LIMIT.html
*/
SELECT
  r.current_utilization AS processes,
  CASE WHEN REGEXP_LIKE(TRIM(r.limit_value), '^[0-9]+$') THEN TO_NUMBER(TRIM(r.limit_value)) END AS processes_limit,
  CASE WHEN REGEXP_LIKE(TRIM(r.limit_value), '^[1-9][0-9]*$')
    THEN 100 * r.current_utilization / TO_NUMBER(TRIM(r.limit_value)) END AS processes_percent
FROM v$resource_limit r
WHERE r.resource_name = 'processes'

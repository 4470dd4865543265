/*
subject: database
why: how many are signed in, of how many it takes
grants: ['GRANT SELECT ON sys.v_$session TO {user}', 'GRANT SELECT ON sys.v_$resource_limit TO {user}']
right: SELECT on V$SESSION and V$RESOURCE_LIMIT
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-RESOURCE_LIMIT.html
*/
SELECT l.sessions, l.sessions_limit, s.sessions_active, s.sessions_idle_in_transaction
FROM (
  SELECT
    COUNT(CASE WHEN type = 'USER' AND status = 'ACTIVE' THEN 1 END) AS sessions_active,
    COUNT(CASE WHEN type = 'USER' AND status = 'INACTIVE' AND taddr IS NOT NULL THEN 1 END) AS sessions_idle_in_transaction
  FROM v$session
) s
CROSS JOIN (
  SELECT
    MAX(current_utilization) AS sessions,
    MAX(CASE WHEN REGEXP_LIKE(TRIM(limit_value), '^[0-9]+$') THEN TO_NUMBER(TRIM(limit_value)) END) AS sessions_limit
  FROM v$resource_limit
  WHERE resource_name = 'sessions'
) l

/*
subject: database
why: since when it runs, and what it is among its replicas
grants: ['GRANT SELECT ON sys.v_$instance TO {user}', 'GRANT SELECT ON sys.v_$database TO {user}', 'GRANT SELECT ON sys.v_$archive_dest TO {user}']
right: SELECT on V$INSTANCE, V$DATABASE and V$ARCHIVE_DEST
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-DATABASE.html
*/
SELECT
  (SYSDATE - i.startup_time) * 86400 AS uptime_seconds,
  CASE
    WHEN d.database_role LIKE '%STANDBY' THEN 'replica'
    WHEN EXISTS (SELECT 1 FROM v$archive_dest a WHERE a.target = 'STANDBY' AND a.status <> 'INACTIVE') THEN 'primary'
    WHEN i.parallel = 'YES' THEN 'cluster'
    ELSE 'standalone'
  END AS role,
  CASE WHEN d.open_mode LIKE 'READ WRITE%' THEN 'no' ELSE 'yes' END AS read_only
FROM v$instance i CROSS JOIN v$database d

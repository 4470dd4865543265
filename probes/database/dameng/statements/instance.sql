/*
subject: database
why: since when it runs, and what it is among its replicas
grants: ['GRANT SELECT ON V$INSTANCE TO {user}']
right: SELECT on V$INSTANCE
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT
  DATEDIFF(SS, i.START_TIME, SYSDATE) AS uptime_seconds,
  CASE i.MODE$ WHEN 'PRIMARY' THEN 'primary' WHEN 'STANDBY' THEN 'replica' ELSE 'standalone' END AS role,
  CASE WHEN i.STATUS$ = 'OPEN' AND i.MODE$ <> 'STANDBY' THEN 'no' ELSE 'yes' END AS read_only
FROM V$INSTANCE i

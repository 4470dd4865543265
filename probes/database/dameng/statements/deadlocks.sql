/*
subject: database
why: deadlocks
every_s: 60
grants: ['GRANT SELECT ON V$DEADLOCK_HISTORY TO {user}']
right: SELECT on V$DEADLOCK_HISTORY
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT COUNT(DISTINCT d.HAPPEN_TIME) AS deadlocks_total
FROM V$DEADLOCK_HISTORY d

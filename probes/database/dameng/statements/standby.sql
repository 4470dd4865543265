/*
subject: database_replication
labels: [peer]
why: how far this standby is behind its primary
when: { words: [standby] }
grants: ['GRANT SELECT ON V$RAPPLY_STAT TO {user}']
right: SELECT on V$RAPPLY_STAT
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT 'primary' AS peer, MAX(COALESCE(DATEDIFF(SS, r.APPLY_CMT_TIME, r.LAST_CMT_TIME), 0)) AS lag_seconds
FROM V$RAPPLY_STAT r

/*
subject: database_replication
labels: [peer]
why: whether each standby gets the redo of this primary
when: { words: ['!standby'] }
grants: ['GRANT SELECT ON V$ARCH_STATUS TO {user}']
right: SELECT on V$ARCH_STATUS
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT a.ARCH_DEST AS peer, CASE a.ARCH_STATUS WHEN 'VALID' THEN 'running' ELSE 'broken' END AS state
FROM V$ARCH_STATUS a
WHERE a.ARCH_TYPE NOT IN ('LOCAL', 'REMOTE')

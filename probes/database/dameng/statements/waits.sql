/*
subject: database
why: transactions that wait for a lock of another
grants: ['GRANT SELECT ON V$TRXWAIT TO {user}']
right: SELECT on V$TRXWAIT
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT COUNT(DISTINCT w.ID) AS blocked_sessions, COALESCE(MAX(w.WAIT_TIME), 0) / 1000.0 AS longest_wait_seconds
FROM V$TRXWAIT w

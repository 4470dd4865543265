/*
subject: dameng
why: errors in the log of the instance of the last hour
every_s: 300
grants: ['GRANT SELECT ON V$INSTANCE_LOG_HISTORY TO {user}']
right: SELECT on V$INSTANCE_LOG_HISTORY
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT COUNT(*) AS log_errors_hour
FROM V$INSTANCE_LOG_HISTORY l
WHERE l.LOG_TIME > DATEADD(HOUR, -1, SYSDATE) AND l.LEVEL$ IN ('ERROR', 'FATAL')

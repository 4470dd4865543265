/*
subject: dameng
why: jobs of which a run of this day failed
every_s: 300
grants: ['GRANT SELECT ON SYSJOB.SYSJOBHISTORIES2 TO {user}']
right: SELECT on SYSJOB.SYSJOBHISTORIES2
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT COUNT(DISTINCT h.NAME) AS jobs_failed
FROM SYSJOB.SYSJOBHISTORIES2 h
WHERE h.ERRCODE <> 0 AND h.START_TIME > DATEADD(DAY, -1, SYSDATE)

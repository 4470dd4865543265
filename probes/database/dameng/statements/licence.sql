/*
subject: dameng
why: when its licence ends
every_s: 3600
grants: ['GRANT SELECT ON V$LICENSE TO {user}']
right: SELECT on V$LICENSE
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT DATEDIFF(DAY, SYSDATE, l.EXPIRED_DATE) AS licence_days_left
FROM V$LICENSE l
WHERE l.EXPIRED_DATE IS NOT NULL

/*
subject: database
why: reads that the buffer answered
grants: ['GRANT SELECT ON V$BUFFERPOOL TO {user}']
right: SELECT on V$BUFFERPOOL
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT 100 * AVG(b.RAT_HIT) AS cache_hit_percent
FROM V$BUFFERPOOL b
WHERE b.NAME = 'NORMAL'

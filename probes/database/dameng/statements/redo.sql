/*
subject: database_log
labels: [log]
why: how much of the redo log is still needed
grants: ['GRANT SELECT ON V$RLOG TO {user}']
right: SELECT on V$RLOG
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT
  'redo' AS log,
  l.TOTAL_SPACE AS size_bytes,
  l.TOTAL_SPACE - l.FREE_SPACE AS used_bytes,
  100.0 * (l.TOTAL_SPACE - l.FREE_SPACE) / NULLIF(l.TOTAL_SPACE, 0) AS used_percent
FROM V$RLOG l

/*
subject: database
why: throughput
grants: ['GRANT SELECT ON V$SYSSTAT TO {user}']
right: SELECT on V$SYSSTAT
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT
  SUM(CASE WHEN c.NAME IN ('select statements', 'insert statements', 'delete statements', 'update statements', 'ddl statements')
    THEN c.STAT_VAL ELSE 0 END) AS statements_total,
  SUM(CASE WHEN c.NAME = 'physical read count' THEN c.STAT_VAL ELSE 0 END) * SF_GET_PAGE_SIZE() AS read_bytes_total,
  SUM(CASE WHEN c.NAME = 'physical write count' THEN c.STAT_VAL ELSE 0 END) * SF_GET_PAGE_SIZE() AS written_bytes_total
FROM V$SYSSTAT c

/*
subject: database_space
labels: [space, type]
why: how full each tablespace is, of what its files may grow to
every_s: 300
grants: ['GRANT SELECT ON V$TABLESPACE TO {user}', 'GRANT SELECT ON V$DATAFILE TO {user}']
right: SELECT on V$TABLESPACE, V$DATAFILE
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT
  t.NAME AS space,
  CASE t.NAME WHEN 'TEMP' THEN 'temporary' WHEN 'ROLL' THEN 'undo' ELSE 'tablespace' END AS type,
  SUM(f.TOTAL_SIZE - f.FREE_SIZE) * SF_GET_PAGE_SIZE() AS used_bytes,
  SUM(f.TOTAL_SIZE) * SF_GET_PAGE_SIZE() AS allocated_bytes,
  -- Megabytes; 0 is as far as a file reaches, which is 2147483647 pages.
  SUM(CASE
    WHEN f.AUTO_EXTEND = 0 THEN f.TOTAL_SIZE * SF_GET_PAGE_SIZE()
    WHEN f.MAX_SIZE > 0 THEN GREATEST(CAST(f.MAX_SIZE AS BIGINT) * 1048576, f.TOTAL_SIZE * SF_GET_PAGE_SIZE())
    ELSE 2147483647 * CAST(SF_GET_PAGE_SIZE() AS BIGINT)
  END) AS limit_bytes,
  CASE MAX(t.STATUS$) WHEN 0 THEN 'online' WHEN 3 THEN 'damaged' ELSE 'offline' END AS state
FROM V$TABLESPACE t
JOIN V$DATAFILE f ON f.GROUP_ID = t.ID
GROUP BY t.NAME

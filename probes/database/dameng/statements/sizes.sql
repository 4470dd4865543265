/*
subject: database_size
labels: [database]
why: how large the database is
every_s: 300
grants: ['GRANT SELECT ON V$DATABASE TO {user}', 'GRANT SELECT ON V$DATAFILE TO {user}']
right: SELECT on V$DATABASE, V$DATAFILE
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT d.NAME AS database, f.PAGES * SF_GET_PAGE_SIZE() AS bytes
FROM V$DATABASE d
CROSS JOIN (SELECT SUM(CAST(TOTAL_SIZE AS BIGINT)) AS PAGES FROM V$DATAFILE) f

/*
subject: dameng
why: accounts whose passwords expire within two weeks, and those that are locked
every_s: 3600
grants: ['GRANT SELECT ON DBA_USERS TO {user}']
right: SELECT on DBA_USERS
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT
  SUM(CASE WHEN u.ACCOUNT_STATUS = 'OPEN' AND u.EXPIRY_DATE < DATEADD(DAY, 14, SYSDATE) THEN 1 ELSE 0 END) AS accounts_expiring,
  SUM(CASE WHEN u.ACCOUNT_STATUS LIKE '%LOCKED%' THEN 1 ELSE 0 END) AS accounts_locked
FROM DBA_USERS u

/*
subject: database
why: how many are signed in, of how many it takes, and how long statements run
grants: ['GRANT SELECT ON V$SESSIONS TO {user}', 'GRANT SELECT ON V$TRX TO {user}', 'GRANT SELECT ON V$DM_INI TO {user}']
right: SELECT on V$SESSIONS, V$TRX, V$DM_INI
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT
  COUNT(*) AS sessions,
  SUM(CASE WHEN s.STATE = 'ACTIVE' THEN 1 ELSE 0 END) AS sessions_active,
  SUM(CASE WHEN s.STATE = 'IDLE' AND t.ID IS NOT NULL THEN 1 ELSE 0 END) AS sessions_idle_in_transaction,
  MAX(p.MOST) AS sessions_limit,
  MAX(CASE WHEN s.STATE = 'ACTIVE' AND s.LAST_RECV_TIME > DATE '2000-01-01' THEN DATEDIFF(SS, s.LAST_RECV_TIME, SYSDATE) ELSE 0 END)
    AS longest_statement_seconds
FROM V$SESSIONS s
LEFT JOIN V$TRX t ON t.ID = s.TRX_ID AND t.STATUS = 'ACTIVE'
CROSS JOIN (SELECT CAST(MAX(PARA_VALUE) AS BIGINT) AS MOST FROM V$DM_INI WHERE PARA_NAME = 'MAX_SESSIONS') p

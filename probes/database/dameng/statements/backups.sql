/*
subject: database_backup
labels: [database, type]
why: when it was last backed up into the folder of backups that it knows
every_s: 900
grants: ['GRANT SELECT ON V$DATABASE TO {user}', 'GRANT SELECT ON V$BACKUPSET TO {user}']
right: SELECT on V$DATABASE, V$BACKUPSET
source: https://eco.dameng.com/document/dm/zh-cn/pm/dynamic-management.html
*/
SELECT
  d.NAME AS database,
  w.TYPE AS type,
  DATEDIFF(SS, b.LAST_TIME, SYSDATE) AS age_seconds,
  CASE WHEN b.LAST_TIME IS NULL THEN 'never' ELSE 'ok' END AS result
FROM V$DATABASE d
CROSS JOIN (
  SELECT 'full' AS TYPE FROM DUAL UNION ALL SELECT 'differential' FROM DUAL UNION ALL SELECT 'log' FROM DUAL
) w
LEFT JOIN (
  -- What was backed up: 1 the database, 4 archived logs. How: 0 whole, 1 what changed.
  SELECT CASE WHEN s.RANGE# = 4 THEN 'log' WHEN s.TYPE = 1 THEN 'differential' ELSE 'full' END AS TYPE,
    MAX(s.BACKUP_TIME) AS LAST_TIME
  FROM V$BACKUPSET s
  WHERE s.RANGE# IN (1, 4)
  GROUP BY CASE WHEN s.RANGE# = 4 THEN 'log' WHEN s.TYPE = 1 THEN 'differential' ELSE 'full' END
) b ON b.TYPE = w.TYPE
WHERE w.TYPE = 'full' OR b.LAST_TIME IS NOT NULL

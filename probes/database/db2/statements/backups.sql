/*
subject: database_backup
labels: [database, type]
why: when it was last backed up, and what became of that
every_s: 900
grants: ['GRANT SELECT ON SYSIBMADM.DB_HISTORY TO USER {user}']
right: SELECT on SYSIBMADM.DB_HISTORY
source: https://www.ibm.com/support/knowledgecenter/en/SSEPGG_11.1.0/com.ibm.db2.luw.sql.rtn.doc/doc/r0022351.html
*/
SELECT
  CURRENT SERVER AS database,
  w.type,
  (DAYS(CURRENT TIMESTAMP) - DAYS(h.succeeded)) * 86400 + (MIDNIGHT_SECONDS(CURRENT TIMESTAMP) - MIDNIGHT_SECONDS(h.succeeded)) AS age_seconds,
  CASE
    WHEN h.last IS NULL THEN 'never'
    WHEN h.succeeded IS NULL OR h.last > h.started THEN 'failed'
    WHEN h.warned = h.started THEN 'warning'
    ELSE 'ok'
  END AS result,
  (DAYS(h.succeeded) - DAYS(h.started)) * 86400 + (MIDNIGHT_SECONDS(h.succeeded) - MIDNIGHT_SECONDS(h.started)) AS duration_seconds
FROM (VALUES ('full'), ('differential')) AS w (type)
LEFT JOIN (
  SELECT b.type,
    MAX(b.began) AS last,
    MAX(CASE WHEN b.isok = 1 THEN b.began END) AS started,
    MAX(CASE WHEN b.isok = 1 THEN b.ended END) AS succeeded,
    MAX(CASE WHEN b.isok = 1 AND b.warning IS NOT NULL THEN b.began END) AS warned
  FROM (
    SELECT
      CASE WHEN operationtype IN ('F', 'N') THEN 'full' ELSE 'differential' END AS type,
      TIMESTAMP(start_time) AS began,
      TIMESTAMP(end_time) AS ended,
      sqlwarn AS warning,
      CASE WHEN sqlcode IS NULL OR sqlcode >= 0 THEN 1 ELSE 0 END AS isok
    FROM SYSIBMADM.DB_HISTORY
    WHERE operation = 'B' AND objecttype = 'D'
  ) AS b
  GROUP BY b.type
) AS h ON h.type = w.type
-- An incremental backup is nobody's duty.
WHERE w.type = 'full' OR h.last IS NOT NULL
WITH UR

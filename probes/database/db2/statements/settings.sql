/*
subject: database
why: what it is in HADR, and how many sessions it takes
every_s: 60
grants:
  - 'GRANT SELECT ON SYSIBMADM.DBCFG TO USER {user}'
  - 'GRANT SELECT ON SYSIBMADM.DBMCFG TO USER {user}'
right: SELECT on SYSIBMADM.DBCFG and SYSIBMADM.DBMCFG
source: https://www.ibm.com/docs/en/db2/11.5?topic=views-dbcfg-database-configuration-parameter-information
*/
SELECT
  MAX(CASE WHEN c.name = 'hadr_db_role' THEN
    CASE c.value WHEN 'PRIMARY' THEN 'primary' WHEN 'STANDBY' THEN 'replica' ELSE 'standalone' END END) AS role,
  -- Where both are automatic there is no limit but the memory.
  MIN(CASE WHEN c.name IN ('maxappls', 'max_connections') AND c.flags <> 'AUTOMATIC' AND c.number > 0 THEN c.number END)
    AS sessions_limit
FROM (
  SELECT name, value, value_flags AS flags, CASE WHEN name = 'maxappls' THEN BIGINT(value) END AS number
  FROM SYSIBMADM.DBCFG
  WHERE name IN ('hadr_db_role', 'maxappls')
  UNION ALL
  SELECT name, value, value_flags, BIGINT(value) FROM SYSIBMADM.DBMCFG WHERE name = 'max_connections'
) AS c
WITH UR

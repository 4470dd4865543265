/*
subject: database_replication
labels: [peer]
why: whether mirrored databases follow
grants: ['USE master; GRANT VIEW ANY DEFINITION TO {user};']
right: VIEW ANY DEFINITION
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-database-mirroring-transact-sql
*/
SELECT
  m.mirroring_partner_instance + '/' + DB_NAME(m.database_id) AS peer,
  CASE m.mirroring_state WHEN 4 THEN 'running' WHEN 2 THEN 'catching_up' WHEN 0 THEN 'stopped' ELSE 'broken' END AS state
FROM sys.database_mirroring AS m
WHERE m.mirroring_guid IS NOT NULL

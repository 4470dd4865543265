/*
subject: database_replication
labels: [peer]
why: how far the databases of each replica are behind
when: { version: '>=13' }
grants: ['USE master; GRANT VIEW SERVER STATE TO {user};', 'USE master; GRANT VIEW ANY DEFINITION TO {user};']
right: VIEW SERVER STATE, and VIEW ANY DEFINITION
source: https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-database-replica-states-transact-sql
*/
SELECT
  r.replica_server_name + '/' + DB_NAME(s.database_id) AS peer,
  CAST(s.secondary_lag_seconds AS float) AS lag_seconds,
  (CAST(COALESCE(s.log_send_queue_size, 0) AS float) + COALESCE(s.redo_queue_size, 0)) * 1024 AS lag_bytes,
  CASE
    WHEN s.is_suspended = 1 THEN 'stopped'
    WHEN s.synchronization_state = 2 OR (s.synchronization_state = 1 AND r.availability_mode = 0) THEN 'running'
    WHEN s.synchronization_state IN (1, 3, 4) THEN 'catching_up'
    ELSE 'broken'
  END AS state
FROM sys.dm_hadr_database_replica_states AS s
JOIN sys.availability_replicas AS r ON r.replica_id = s.replica_id
WHERE s.is_primary_replica = 0

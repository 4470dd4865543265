/*
subject: database_replication
labels: [peer]
why: whether each standby gets the redo of this primary
when: { words: ['!standby'] }
grants: ['GRANT SELECT ON sys.v_$archive_dest TO {user}', 'GRANT SELECT ON sys.v_$archive_dest_status TO {user}']
right: SELECT on V$ARCHIVE_DEST and V$ARCHIVE_DEST_STATUS
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-ARCHIVE_DEST_STATUS.html
*/
SELECT
  s.db_unique_name AS peer,
  CASE
    WHEN a.status = 'DEFERRED' THEN 'stopped'
    WHEN a.status <> 'VALID' OR s.status IN ('ERROR', 'FULL', 'BAD PARAM') THEN 'broken'
    WHEN s.gap_status IS NULL OR s.gap_status = 'NO GAP' THEN 'running'
    WHEN s.gap_status IN ('UNRESOLVABLE GAP', 'LOCALLY UNRESOLVABLE GAP') THEN 'broken'
    ELSE 'catching_up'
  END AS state
FROM v$archive_dest a
JOIN v$archive_dest_status s ON s.dest_id = a.dest_id
WHERE a.target = 'STANDBY' AND a.status <> 'INACTIVE'

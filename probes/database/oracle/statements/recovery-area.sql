/*
subject: database_space
labels: [space, type]
why: how full the fast recovery area is; when it is, the database stands still
every_s: 60
grants: ['GRANT SELECT ON sys.v_$recovery_file_dest TO {user}']
right: SELECT on V$RECOVERY_FILE_DEST
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-RECOVERY_FILE_DEST.html
*/
SELECT
  r.name AS space,
  'recovery_area' AS type,
  -- What is there only until somebody needs the room is none that is taken.
  r.space_used - r.space_reclaimable AS used_bytes,
  r.space_used AS allocated_bytes,
  r.space_limit AS limit_bytes
FROM v$recovery_file_dest r
WHERE r.space_limit > 0

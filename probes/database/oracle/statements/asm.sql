/*
subject: database_space
labels: [space, type]
why: how full the disk groups of ASM are
every_s: 60
grants: ['GRANT SELECT ON sys.v_$asm_diskgroup_stat TO {user}']
right: SELECT on V$ASM_DISKGROUP_STAT
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-ASM_DISKGROUP_STAT.html
*/
SELECT
  '+' || g.name AS space,
  'asm' AS type,
  (g.total_mb - g.free_mb) * 1048576 AS used_bytes,
  g.total_mb * 1048576 AS allocated_bytes,
  g.total_mb * 1048576 AS limit_bytes,
  CASE WHEN g.offline_disks > 0 THEN 'damaged' WHEN g.state IN ('MOUNTED', 'CONNECTED') THEN 'online' ELSE 'offline' END AS state
FROM v$asm_diskgroup_stat g
WHERE g.total_mb > 0

/*
subject: database_log
labels: [log]
part: redo
why: how full the log disk of this tenant is on each node, of what its unit may use
when: { version: '>=4', words: [oceanbase] }
grants: ["GRANT SELECT ON oceanbase.* TO '{user}'@'%'"]
right: SELECT on oceanbase.*
source: https://en.oceanbase.com/docs/common-oceanbase-database-10000000003679436
*/
SELECT
  svr_ip AS log,
  SUM(log_disk_size) AS size_bytes,
  SUM(log_disk_in_use) AS used_bytes,
  100.0 * SUM(log_disk_in_use) / NULLIF(SUM(log_disk_size), 0) AS used_percent
FROM oceanbase.gv$ob_units
GROUP BY svr_ip

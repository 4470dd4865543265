/*
subject: database_space
labels: [space, type]
part: spaces
why: how full the data disk of each node is; only the tenant sys can see that
when: { version: '>=4', words: [oceanbase, sys_tenant] }
grants: ["GRANT SELECT ON oceanbase.* TO '{user}'@'%'"]
right: SELECT on oceanbase.*
source: https://en.oceanbase.com/docs/common-oceanbase-database-10000000001971118
*/
SELECT
  CONCAT(svr_ip, ':', svr_port) AS space,
  'disk' AS type,
  data_disk_in_use AS used_bytes,
  data_disk_allocated AS allocated_bytes,
  data_disk_capacity AS limit_bytes
FROM oceanbase.gv$ob_servers

/*
subject: database_size
labels: [database]
why: how large the database is
every_s: 300
grants: ['GRANT SELECT ON SYSIBMADM.TBSP_UTILIZATION TO USER {user}']
right: SELECT on SYSIBMADM.TBSP_UTILIZATION, and the SYSMON group
source: http://www-01.ibm.com/support/knowledgecenter/SSEPGG_9.7.0/com.ibm.db2.luw.sql.rtn.doc/doc/r0056516.html
*/
SELECT CURRENT SERVER AS database, SUM(t.tbsp_total_size_kb) * 1024 AS bytes
FROM SYSIBMADM.TBSP_UTILIZATION AS t
WITH UR

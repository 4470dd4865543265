/*
subject: db2
why: errors in the diagnostic log of the last hour
every_s: 600
grants: ['GRANT SELECT ON SYSIBMADM.PDLOGMSGS_LAST24HOURS TO USER {user}']
right: SELECT on SYSIBMADM.PDLOGMSGS_LAST24HOURS
source: https://www.ibm.com/docs/en/db2/11.5?topic=views-pdlogmsgs-last24hours-problem-determination-messages
*/
SELECT COUNT(*) AS log_errors_hour
FROM SYSIBMADM.PDLOGMSGS_LAST24HOURS AS m
WHERE m.msgseverity IN ('C', 'E') AND m.msgtimestamp > CURRENT TIMESTAMP - 1 HOUR
WITH UR

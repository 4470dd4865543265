/*
subject: oracle
why: errors in the alert log of the last hour
when: { version: '>=12.2' }
every_s: 600
grants: ['GRANT SELECT ON sys.v_$diag_alert_ext TO {user}']
right: SELECT on V$DIAG_ALERT_EXT
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-DIAG_ALERT_EXT.html
*/
SELECT COUNT(*) AS alert_log_errors_hour
FROM v$diag_alert_ext a
WHERE a.originating_timestamp > SYSTIMESTAMP - INTERVAL '1' HOUR AND a.message_text LIKE '%ORA-%'

/*
subject: database
why: errors in the server's own log
when: { version: '>=8.0.22', words: [mysql, performance_schema] }
grants: ["GRANT SELECT ON performance_schema.error_log TO '{user}'@'%'"]
right: SELECT on performance_schema.error_log
source: https://dev.mysql.com/doc/refman/8.0/en/performance-schema-error-log-table.html
*/
SELECT COUNT(*) AS alert_log_errors_total
FROM performance_schema.error_log
WHERE prio = 'Error'

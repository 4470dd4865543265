/*
subject: database
why: what the last errors in the server's own log were
when: { version: '>=8.0.22', words: [mysql, performance_schema] }
grants: ["GRANT SELECT ON performance_schema.error_log TO '{user}'@'%'"]
right: SELECT on performance_schema.error_log
every_s: 300
evidence: database.alert_log_errors_total
source: https://dev.mysql.com/doc/refman/8.0/en/performance-schema-error-log-table.html
*/
SELECT logged AS time, error_code AS code, subsystem, LEFT(data, 500) AS text
FROM performance_schema.error_log
WHERE prio = 'Error' AND logged > NOW() - INTERVAL 1 DAY
ORDER BY logged DESC
LIMIT 20

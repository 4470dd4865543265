/*
subject: database
why: memory that the server has taken
when: { version: '>=8', words: [mysql, performance_schema] }
grants: ["GRANT SELECT ON performance_schema.memory_summary_global_by_event_name TO '{user}'@'%'"]
right: SELECT on performance_schema.memory_summary_global_by_event_name
source: https://dev.mysql.com/doc/refman/8.0/en/performance-schema-memory-summary-tables.html
*/
SELECT SUM(current_number_of_bytes_used) AS memory_used_bytes
FROM performance_schema.memory_summary_global_by_event_name

/*
subject: database_size
labels: [database]
part: sizes
why: size of each database, as the statistics have it
when: { words: [tidb] }
every_s: 3600
source: https://docs.pingcap.com/tidb/stable/information-schema-tables
*/
SELECT table_schema AS `database`, SUM(COALESCE(data_length, 0) + COALESCE(index_length, 0)) AS bytes
FROM information_schema.tables
WHERE UPPER(table_schema) NOT IN ('INFORMATION_SCHEMA', 'PERFORMANCE_SCHEMA', 'METRICS_SCHEMA', 'MYSQL', 'SYS')
GROUP BY table_schema
ORDER BY 2 DESC

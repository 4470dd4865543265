/*
subject: mysql
part: innodb
why: old versions of rows that cannot be thrown away, which is what long transactions cost
when: { words: ['!tidb', '!oceanbase'] }
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
source: https://dev.mysql.com/doc/refman/8.0/en/information-schema-innodb-metrics-table.html
*/
SELECT MAX(CASE WHEN name = 'trx_rseg_history_len' THEN `count` END) AS innodb_history_list_length
FROM information_schema.innodb_metrics
WHERE name = 'trx_rseg_history_len'

/*
subject: database
why: deadlocks
when: { version: '>=5.6', words: [mysql] }
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
source: https://dev.mysql.com/doc/refman/8.0/en/information-schema-innodb-metrics-table.html
*/
SELECT MAX(`count`) AS deadlocks_total
FROM information_schema.innodb_metrics
WHERE name = 'lock_deadlocks'

/*
subject: database_log
labels: [log]
part: binlog
why: space of the binary logs
when: { version: '>=10.5', words: [mariadb, binlog] }
grants: ["GRANT BINLOG MONITOR ON *.* TO '{user}'@'%'"]
right: BINLOG MONITOR
shape: binlog
rows: 5000
every_s: 300
source: https://mariadb.com/kb/en/show-binary-logs/
*/
SHOW BINARY LOGS

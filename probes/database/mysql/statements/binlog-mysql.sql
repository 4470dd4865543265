/*
subject: database_log
labels: [log]
part: binlog
why: space of the binary logs
when: { words: ['!tidb', '!oceanbase', binlog] }
grants: ["GRANT REPLICATION CLIENT ON *.* TO '{user}'@'%'"]
right: REPLICATION CLIENT
shape: binlog
rows: 5000
every_s: 300
source: https://dev.mysql.com/doc/refman/8.0/en/show-binary-logs.html
*/
SHOW BINARY LOGS

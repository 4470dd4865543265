/*
subject: database_replication
labels: [peer]
part: replication-errors
why: what broke the replication
when: { version: '>=8.0.22', words: [mysql] }
grants: ["GRANT REPLICATION CLIENT ON *.* TO '{user}'@'%'"]
right: REPLICATION CLIENT
shape: replication_errors
evidence: database_replication.state
source: https://dev.mysql.com/doc/refman/8.0/en/show-replica-status.html
*/
SHOW REPLICA STATUS

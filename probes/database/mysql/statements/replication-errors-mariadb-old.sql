/*
subject: database_replication
labels: [peer]
part: replication-errors
why: what broke the replication
when: { version: '<10.5', words: [mariadb] }
grants: ["GRANT REPLICATION CLIENT ON *.* TO '{user}'@'%'"]
right: REPLICATION CLIENT
shape: replication_errors
evidence: database_replication.state
source: https://mariadb.com/kb/en/show-replica-status/
*/
SHOW ALL SLAVES STATUS

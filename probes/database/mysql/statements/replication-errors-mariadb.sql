/*
subject: database_replication
labels: [peer]
part: replication-errors
why: what broke the replication
when: { version: '>=10.5', words: [mariadb] }
grants: ["GRANT SLAVE MONITOR ON *.* TO '{user}'@'%'"]
right: SLAVE MONITOR
shape: replication_errors
evidence: database_replication.state
source: https://mariadb.com/kb/en/show-replica-status/
*/
SHOW ALL SLAVES STATUS

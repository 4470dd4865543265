/*
subject: database_replication
labels: [peer]
part: replication
why: whether replication runs, how far it is behind, and whether this is a replica
when: { version: '>=8.0.22', words: [mysql] }
grants: ["GRANT REPLICATION CLIENT ON *.* TO '{user}'@'%'"]
right: REPLICATION CLIENT
shape: replication
source: https://dev.mysql.com/doc/refman/8.0/en/show-replica-status.html
*/
SHOW REPLICA STATUS

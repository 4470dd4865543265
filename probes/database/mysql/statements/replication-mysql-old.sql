/*
subject: database_replication
labels: [peer]
part: replication
why: whether replication runs, how far it is behind, and whether this is a replica
when: { version: '<8.0.22', words: [mysql] }
grants: ["GRANT REPLICATION CLIENT ON *.* TO '{user}'@'%'"]
right: REPLICATION CLIENT
shape: replication
source: https://dev.mysql.com/doc/refman/5.7/en/show-slave-status.html
*/
SHOW SLAVE STATUS

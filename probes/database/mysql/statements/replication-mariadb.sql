/*
subject: database_replication
labels: [peer]
part: replication
why: whether replication runs, how far it is behind, and whether this is a replica
when: { version: '>=10.5', words: [mariadb] }
grants: ["GRANT SLAVE MONITOR ON *.* TO '{user}'@'%'"]
right: SLAVE MONITOR
shape: replication
source: https://mariadb.com/kb/en/show-replica-status/
*/
SHOW ALL SLAVES STATUS

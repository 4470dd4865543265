/*
subject: mysql_galera
why: whether this node belongs to the part of the cluster that works
when: { words: [galera] }
source: https://galeracluster.com/library/documentation/galera-status-variables.html
shape: galera
*/
SHOW GLOBAL STATUS WHERE variable_name IN (
  'wsrep_cluster_size', 'wsrep_cluster_status', 'wsrep_ready', 'wsrep_local_recv_queue', 'wsrep_flow_control_paused'
)

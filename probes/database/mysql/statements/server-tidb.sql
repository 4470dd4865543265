/*
subject: database
part: server
why: sessions, transactions and statements of the whole cluster
when: { version: '>=4', words: [tidb] }
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
source: https://docs.pingcap.com/tidb/stable/information-schema-processlist
*/
SELECT
  COUNT(*) AS sessions,
  SUM(CASE WHEN command <> 'Sleep' THEN 1 ELSE 0 END) AS sessions_active,
  SUM(CASE WHEN command = 'Sleep' AND state LIKE '%in transaction%' THEN 1 ELSE 0 END) AS sessions_idle_in_transaction,
  MAX(CASE WHEN command <> 'Sleep' THEN time ELSE 0 END) AS longest_statement_seconds,
  'cluster' AS role
FROM information_schema.cluster_processlist

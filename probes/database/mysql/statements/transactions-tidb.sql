/*
subject: database
part: transactions
why: transactions that are open too long, and who waits
when: { version: '>=5.1', words: [tidb] }
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
source: https://docs.pingcap.com/tidb/stable/information-schema-tidb-trx
*/
SELECT
  COALESCE(MAX(TIMESTAMPDIFF(SECOND, start_time, NOW())), 0) AS longest_transaction_seconds,
  COALESCE(SUM(CASE WHEN state = 'LockWaiting' THEN 1 ELSE 0 END), 0) AS blocked_sessions,
  COALESCE(MAX(TIMESTAMPDIFF(SECOND, waiting_start_time, NOW())), 0) AS longest_wait_seconds
FROM information_schema.cluster_tidb_trx

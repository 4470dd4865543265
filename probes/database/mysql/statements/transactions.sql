/*
subject: database
why: transactions and statements that are open too long, and who waits
when: { words: ['!tidb', '!oceanbase'] }
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
source: https://dev.mysql.com/doc/refman/8.0/en/information-schema-innodb-trx-table.html
*/
SELECT
  COALESCE(MAX(TIMESTAMPDIFF(SECOND, t.trx_started, NOW())), 0) AS longest_transaction_seconds,
  COALESCE(SUM(t.trx_state = 'LOCK WAIT'), 0) AS blocked_sessions,
  COALESCE(MAX(TIMESTAMPDIFF(SECOND, t.trx_wait_started, NOW())), 0) AS longest_wait_seconds,
  COALESCE(SUM(p.command = 'Sleep'), 0) AS sessions_idle_in_transaction
FROM information_schema.innodb_trx AS t
LEFT JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id

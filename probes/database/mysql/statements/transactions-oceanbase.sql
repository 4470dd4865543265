/*
subject: database
part: transactions
why: transactions that are open too long
when: { version: '>=4', words: [oceanbase] }
grants: ["GRANT SELECT ON oceanbase.* TO '{user}'@'%'"]
right: SELECT on oceanbase.*
source: https://en.oceanbase.com/docs/common-oceanbase-database-10000000001971118
*/
SELECT
  COALESCE(MAX(CASE WHEN trans_state = 'ACTIVE' THEN total_time END), 0) AS longest_transaction_seconds,
  SUM(CASE WHEN trans_state = 'ACTIVE' AND command = 'Sleep' THEN 1 ELSE 0 END) AS sessions_idle_in_transaction
FROM oceanbase.gv$ob_processlist

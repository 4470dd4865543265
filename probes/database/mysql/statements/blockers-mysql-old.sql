/*
subject: database
part: blockers
why: who blocks whom, and with which statement
when: { version: '<8', words: [mysql] }
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
rows: 20
evidence: database.blocked_sessions
source: https://dev.mysql.com/doc/refman/5.7/en/information-schema-innodb-lock-waits-table.html
*/
SELECT
  r.trx_mysql_thread_id AS session,
  TIMESTAMPDIFF(SECOND, r.trx_wait_started, NOW()) AS waits_seconds,
  b.trx_mysql_thread_id AS blocked_by,
  TIMESTAMPDIFF(SECOND, b.trx_started, NOW()) AS open_for_seconds,
  LEFT(r.trx_query, 500) AS statement
FROM information_schema.innodb_lock_waits AS w
JOIN information_schema.innodb_trx AS r ON r.trx_id = w.requesting_trx_id
JOIN information_schema.innodb_trx AS b ON b.trx_id = w.blocking_trx_id
ORDER BY 2 DESC
LIMIT 21

/*
subject: database
why: the statement that runs longest
when: { words: ['!tidb', '!oceanbase'] }
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
source: https://dev.mysql.com/doc/refman/8.0/en/information-schema-processlist-table.html
*/
SELECT COALESCE(MAX(p.time), 0) + 0 * MAX(t.transactions) AS longest_statement_seconds
FROM information_schema.processlist AS p
-- Without the right to it this fails, where the list alone would silently show nobody else.
RIGHT JOIN (SELECT COUNT(*) AS transactions FROM information_schema.innodb_trx) AS t
  ON p.command IN ('Query', 'Execute') AND p.id <> CONNECTION_ID() AND p.user <> 'system user'

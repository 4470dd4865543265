/*
subject: database
why: transactions that keep undo and locks for long
grants: ['GRANT SELECT ON sys.v_$transaction TO {user}']
right: SELECT on V$TRANSACTION
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-TRANSACTION.html
*/
SELECT COALESCE(MAX((SYSDATE - t.start_date) * 86400), 0) AS longest_transaction_seconds
FROM v$transaction t

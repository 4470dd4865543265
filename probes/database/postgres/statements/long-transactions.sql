/*
subject: database
why: which transactions are open for long
evidence: database.longest_transaction_seconds
rows: 10
when: { version: '>=10', words: ['!gauss'] }
right: pg_read_all_stats
grants: ['GRANT pg_read_all_stats TO {user}']
*/
SELECT pid AS session,
       datname AS db,
       usename AS account,
       application_name AS application,
       round(extract(epoch FROM clock_timestamp() - xact_start)) AS seconds,
       state,
       query AS statement
  FROM pg_stat_activity
 WHERE xact_start < clock_timestamp() - interval '5 minutes' AND backend_type = 'client backend'
 ORDER BY xact_start

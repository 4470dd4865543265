/*
subject: database
why: what the sessions do, and how long the oldest transaction and statement run
part: activity
when: { words: [gauss] }
right: MONADMIN
grants: ['-- openGauss and GaussDB: ALTER USER {user} MONADMIN;']
source: https://docs.opengauss.org/en/docs/5.0.0/docs/DatabaseReference/PG_STAT_ACTIVITY.html
*/
SELECT sum(CASE WHEN state = 'active' THEN 1 ELSE 0 END) AS sessions_active,
       sum(CASE WHEN state LIKE 'idle in transaction%' THEN 1 ELSE 0 END) AS sessions_idle_in_transaction,
       coalesce(max(extract(epoch FROM now() - xact_start)), 0) AS longest_transaction_seconds,
       coalesce(max(CASE WHEN state = 'active' THEN extract(epoch FROM now() - query_start) END), 0)
         AS longest_statement_seconds,
       sum(CASE WHEN waiting THEN 1 ELSE 0 END) AS blocked_sessions
  FROM pg_stat_activity
 WHERE pid <> pg_backend_pid() AND client_port IS NOT NULL

/*
subject: postgresql
why: transactions in two phases that nobody ended; they hold locks, and keep dead rows from being removed
every_s: 60
source: https://www.postgresql.org/docs/current/view-pg-prepared-xacts.html
*/
SELECT count(*) AS prepared_transactions,
       coalesce(max(extract(epoch FROM now() - prepared)), 0) AS longest_prepared_seconds
  FROM pg_prepared_xacts

/*
subject: database
why: how many statements it runs; only where pg_stat_statements is installed in the database of the session
every_s: 60
source: https://www.postgresql.org/docs/current/pgstatstatements.html
*/
SELECT sum(calls) AS statements_total FROM pg_stat_statements

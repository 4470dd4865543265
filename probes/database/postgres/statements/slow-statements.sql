/*
subject: postgresql
why: how many kinds of statements take more than a second on average
when: { version: '>=13' }
every_s: 300
source: https://www.postgresql.org/docs/current/pgstatstatements.html
*/
SELECT count(*) AS slow_statements FROM pg_stat_statements WHERE mean_exec_time > 1000

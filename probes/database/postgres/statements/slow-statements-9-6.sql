/*
subject: postgresql
why: how many kinds of statements take more than a second on average
part: slow-statements
when: { version: '>=9.4 <13' }
every_s: 300
source: https://www.postgresql.org/docs/12/pgstatstatements.html
*/
SELECT count(*) AS slow_statements FROM pg_stat_statements WHERE mean_time > 1000

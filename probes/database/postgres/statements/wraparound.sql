/*
subject: postgresql
why: how many transaction ids are used up; at 100 % the server takes no more writes
when: { version: '>=9.5', words: ['!gauss'] }
every_s: 300
source: https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND
*/
SELECT max(age(datfrozenxid)) * 100.0 / 2144483648 AS transaction_ids_used_percent,
       max(mxid_age(datminmxid)) * 100.0 / 2144483648 AS multixact_ids_used_percent
  FROM pg_database

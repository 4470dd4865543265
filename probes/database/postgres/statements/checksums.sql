/*
subject: postgresql
labels: [db]
why: whether what was read from disk is what had been written
when: { version: '>=12', words: ['!gauss'] }
every_s: 300
rows: 200
source: https://www.postgresql.org/docs/current/checksums.html
*/
SELECT coalesce(datname, 'shared') AS db, checksum_failures
  FROM pg_stat_database
 WHERE checksum_failures IS NOT NULL AND (datname IS NULL OR datname NOT IN ('template0', 'template1'))
 ORDER BY datname

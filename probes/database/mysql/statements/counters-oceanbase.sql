/*
subject: database
part: counters
why: throughput of this tenant
when: { version: '>=4', words: [oceanbase] }
grants: ["GRANT SELECT ON oceanbase.* TO '{user}'@'%'"]
right: SELECT on oceanbase.*
source: https://en.oceanbase.com/docs/common-oceanbase-database-10000000001231029
*/
SELECT
  SUM(CASE WHEN name IN ('sql select count', 'sql insert count', 'sql replace count', 'sql update count',
    'sql delete count', 'sql other count') THEN value END) AS statements_total,
  SUM(CASE WHEN name = 'trans commit count' THEN value END) AS commits_total,
  SUM(CASE WHEN name = 'trans rollback count' THEN value END) AS rollbacks_total
FROM oceanbase.gv$sysstat
WHERE name IN ('sql select count', 'sql insert count', 'sql replace count', 'sql update count', 'sql delete count',
  'sql other count', 'trans commit count', 'trans rollback count')

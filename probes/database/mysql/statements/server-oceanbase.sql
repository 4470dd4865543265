/*
subject: database
part: server
why: sessions and statements of this tenant
when: { words: [oceanbase] }
grants: ["GRANT PROCESS ON *.* TO '{user}'@'%'"]
right: PROCESS
source: https://en.oceanbase.com/docs/common-oceanbase-database-10000000001103484
*/
SELECT
  COUNT(*) AS sessions,
  SUM(CASE WHEN command <> 'Sleep' THEN 1 ELSE 0 END) AS sessions_active,
  MAX(CASE WHEN command <> 'Sleep' THEN time ELSE 0 END) AS longest_statement_seconds,
  'cluster' AS role
FROM information_schema.processlist

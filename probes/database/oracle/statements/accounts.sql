/*
subject: oracle
why: accounts whose passwords expire within two weeks, and those that are locked or expired
every_s: 3600
grants: ['GRANT SELECT ON sys.dba_users TO {user}']
right: SELECT on DBA_USERS
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/DBA_USERS.html
*/
SELECT
  COUNT(CASE WHEN u.account_status LIKE 'OPEN%' AND u.expiry_date < SYSDATE + 14 THEN 1 END) AS accounts_expiring,
  COUNT(CASE WHEN u.account_status LIKE 'EXPIRED(GRACE)%' OR u.account_status LIKE 'LOCKED(TIMED)%' THEN 1 END) AS accounts_in_trouble
FROM dba_users u

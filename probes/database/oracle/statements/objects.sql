/*
subject: oracle
why: views, procedures and triggers that do not compile any more
every_s: 3600
grants: ['GRANT SELECT ON sys.dba_objects TO {user}']
right: SELECT on DBA_OBJECTS
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/DBA_OBJECTS.html
*/
SELECT COUNT(*) AS invalid_objects
FROM dba_objects o
WHERE o.status = 'INVALID'

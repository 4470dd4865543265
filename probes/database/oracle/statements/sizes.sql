/*
subject: database_size
labels: [database]
why: how large the database is
when: { words: ['!root'] }
every_s: 300
grants: ['GRANT SELECT ON sys.dba_data_files TO {user}', 'GRANT SELECT ON sys.dba_temp_files TO {user}']
right: SELECT on DBA_DATA_FILES and DBA_TEMP_FILES
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/DBA_DATA_FILES.html
*/
SELECT SYS_CONTEXT('USERENV', 'DB_NAME') AS database, d.bytes + COALESCE(t.bytes, 0) AS bytes
FROM (SELECT SUM(bytes) AS bytes FROM dba_data_files) d
CROSS JOIN (SELECT SUM(bytes) AS bytes FROM dba_temp_files) t

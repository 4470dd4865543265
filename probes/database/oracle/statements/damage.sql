/*
subject: oracle
why: files that need recovery, and blocks that were found corrupt
every_s: 300
grants: ['GRANT SELECT ON sys.v_$recover_file TO {user}', 'GRANT SELECT ON sys.v_$database_block_corruption TO {user}']
right: SELECT on V$RECOVER_FILE and V$DATABASE_BLOCK_CORRUPTION
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-RECOVER_FILE.html
*/
SELECT f.files_to_recover, b.corrupt_blocks
FROM (SELECT COUNT(*) AS files_to_recover FROM v$recover_file) f
CROSS JOIN (SELECT COALESCE(SUM(blocks), 0) AS corrupt_blocks FROM v$database_block_corruption) b

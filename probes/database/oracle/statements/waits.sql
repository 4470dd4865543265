/*
subject: database
why: statements that run for long, and sessions that wait for a lock of another
grants: ['GRANT SELECT ON sys.v_$session TO {user}']
right: SELECT on V$SESSION
source: https://docs.oracle.com/en/database/oracle/oracle-database/19/refrn/V-SESSION.html
*/
SELECT
  COALESCE(MAX(CASE WHEN s.status = 'ACTIVE' AND s.wait_class <> 'Idle' THEN s.last_call_et END), 0) AS longest_statement_seconds,
  COUNT(CASE WHEN s.blocking_session_status = 'VALID' AND s.event LIKE 'enq: %' THEN 1 END) AS blocked_sessions,
  COALESCE(MAX(CASE WHEN s.blocking_session_status = 'VALID' AND s.event LIKE 'enq: %' THEN s.wait_time_micro END), 0) / 1000000
    AS longest_wait_seconds
FROM v$session s
WHERE s.type = 'USER' AND s.sid <> TO_NUMBER(SYS_CONTEXT('USERENV', 'SID'))

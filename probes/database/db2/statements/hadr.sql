/*
subject: database_replication
labels: [peer]
why: how far a standby is behind its primary, and whether they are connected
when: { version: '>=10.1' }
grants: ['GRANT EXECUTE ON FUNCTION SYSPROC.MON_GET_HADR TO USER {user}']
right: EXECUTE on MON_GET_HADR
source: https://www.ibm.com/docs/en/db2-warehouse?topic=mpf-mon-get-hadr-get-high-availability-disaster-recovery-hadr-monitoring-information
*/
SELECT
  CASE r.hadr_role WHEN 'PRIMARY' THEN r.standby_member_host ELSE r.primary_member_host END AS peer,
  MAX((DAYS(r.primary_log_time) - DAYS(r.standby_replay_log_time)) * 86400 + (MIDNIGHT_SECONDS(r.primary_log_time) - MIDNIGHT_SECONDS(r.standby_replay_log_time))) AS lag_seconds,
  MAX(r.hadr_log_gap) AS lag_bytes,
  CASE
    WHEN MAX(CASE WHEN r.hadr_connect_status = 'DISCONNECTED' THEN 1 ELSE 0 END) = 1 THEN 'broken'
    WHEN MAX(CASE WHEN r.hadr_state = 'PEER' THEN 0 ELSE 1 END) = 0 AND MAX(CASE WHEN r.hadr_connect_status = 'CONNECTED' THEN 0 ELSE 1 END) = 0
      THEN 'running'
    ELSE 'catching_up'
  END AS state
FROM TABLE(MON_GET_HADR(-2)) AS r
GROUP BY r.hadr_role, r.standby_member_host, r.primary_member_host
WITH UR

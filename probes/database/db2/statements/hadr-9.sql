/*
subject: database_replication
labels: [peer]
part: hadr
why: how far a standby is behind its primary, and whether they are connected
when: { version: '<10.1' }
grants: ['GRANT SELECT ON SYSIBMADM.SNAPHADR TO USER {user}']
right: SELECT on SYSIBMADM.SNAPHADR, and the SYSMON group
source: https://www.ibm.com/docs/en/db2/12.1.x?topic=databases-hadr-monitoring-multiple-standby
*/
SELECT
  r.hadr_remote_host AS peer,
  r.hadr_log_gap AS lag_bytes,
  CASE
    WHEN r.hadr_connect_status = 'DISCONNECTED' THEN 'broken'
    WHEN r.hadr_state = 'PEER' AND r.hadr_connect_status = 'CONNECTED' THEN 'running'
    ELSE 'catching_up'
  END AS state
FROM SYSIBMADM.SNAPHADR AS r
WITH UR

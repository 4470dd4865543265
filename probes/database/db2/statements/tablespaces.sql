/*
subject: database_space
labels: [space, type]
why: how full each table space is, of what it may grow to
every_s: 300
grants:
  - 'GRANT SELECT ON SYSIBMADM.TBSP_UTILIZATION TO USER {user}'
  - 'GRANT SELECT ON SYSIBMADM.CONTAINER_UTILIZATION TO USER {user}'
right: SELECT on SYSIBMADM.TBSP_UTILIZATION and CONTAINER_UTILIZATION, and the SYSMON group
source: http://www-01.ibm.com/support/knowledgecenter/SSEPGG_9.7.0/com.ibm.db2.luw.sql.rtn.doc/doc/r0056516.html
*/
SELECT
  t.tbsp_name AS space,
  CASE WHEN t.tbsp_content_type IN ('SYSTEMP', 'USRTEMP') THEN 'temporary' ELSE 'tablespace' END AS type,
  SUM(t.tbsp_used_size_kb) * 1024 AS used_bytes,
  SUM(t.tbsp_total_size_kb) * 1024 AS allocated_bytes,
  SUM(CASE
    WHEN t.tbsp_type = 'DMS' AND t.tbsp_auto_resize_enabled = 0 THEN t.tbsp_total_size_kb * 1024
    WHEN t.tbsp_max_size > 0 THEN t.tbsp_max_size
    ELSE (t.tbsp_total_size_kb + COALESCE(c.free_kb, 0)) * 1024
  END) AS limit_bytes,
  CASE
    WHEN MAX(CASE WHEN t.tbsp_state LIKE '%OFFLINE%' OR t.tbsp_state LIKE '%RESTORE%' OR t.tbsp_state LIKE '%ROLLFORWARD%' THEN 1 ELSE 0 END) = 1
      THEN 'offline'
    WHEN MAX(CASE WHEN t.tbsp_state LIKE '%QUIESCED%' THEN 1 ELSE 0 END) = 1 THEN 'read_only'
    ELSE 'online'
  END AS state
FROM SYSIBMADM.TBSP_UTILIZATION AS t
LEFT JOIN (
  SELECT tbsp_name, dbpartitionnum, SUM(free_kb) AS free_kb
  FROM (
    SELECT tbsp_name, dbpartitionnum, fs_id, MAX(fs_total_size_kb - fs_used_size_kb) AS free_kb
    FROM SYSIBMADM.CONTAINER_UTILIZATION
    GROUP BY tbsp_name, dbpartitionnum, fs_id
  ) AS f
  GROUP BY tbsp_name, dbpartitionnum
) AS c ON c.tbsp_name = t.tbsp_name AND c.dbpartitionnum = t.dbpartitionnum
GROUP BY t.tbsp_name, t.tbsp_content_type
WITH UR

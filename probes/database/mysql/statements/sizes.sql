/*
subject: database_size
labels: [database]
why: size of each database, as InnoDB's statistics have it
when: { words: ['!tidb', '!oceanbase'] }
every_s: 3600
grants: ["GRANT SELECT ON mysql.innodb_table_stats TO '{user}'@'%'"]
right: SELECT on mysql.innodb_table_stats
source: https://dev.mysql.com/doc/refman/8.0/en/innodb-persistent-stats.html
*/
SELECT
  database_name AS `database`,
  SUM(clustered_index_size + sum_of_other_index_sizes) * @@global.innodb_page_size AS bytes
FROM mysql.innodb_table_stats
WHERE database_name NOT IN ('mysql', 'sys')
GROUP BY database_name
ORDER BY 2 DESC

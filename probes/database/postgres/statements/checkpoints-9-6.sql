/*
subject: postgresql
why: how often and how long it writes its memory down
part: checkpoints
when: { version: '>=9.2 <17' }
source: https://www.postgresql.org/docs/16/monitoring-stats.html#MONITORING-PG-STAT-BGWRITER-VIEW
*/
SELECT checkpoints_timed, checkpoints_req, checkpoint_write_time, checkpoint_sync_time FROM pg_stat_bgwriter

/*
subject: postgresql
why: how often and how long it writes its memory down
when: { version: '>=17' }
source: https://www.postgresql.org/docs/17/monitoring-stats.html#MONITORING-PG-STAT-CHECKPOINTER-VIEW
*/
SELECT num_timed AS checkpoints_timed, num_requested AS checkpoints_req,
       write_time AS checkpoint_write_time, sync_time AS checkpoint_sync_time
  FROM pg_stat_checkpointer

/*
subject: postgresql
why: whether somebody paused the replay of this replica
when: { version: '>=10', words: [replica, '!gauss'] }
source: https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-RECOVERY-CONTROL
*/
SELECT pg_is_wal_replay_paused() AS replay_paused

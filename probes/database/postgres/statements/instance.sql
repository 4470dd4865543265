/*
subject: database
why: how long it runs, and what it is among those that hold the same data
source: https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-RECOVERY-INFO-TABLE
*/
SELECT extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()) AS uptime_seconds,
       CASE WHEN pg_is_in_recovery() THEN 'replica'
            WHEN EXISTS (SELECT 1 FROM pg_stat_replication WHERE coalesce(state, '') <> 'backup') THEN 'primary'
            ELSE 'standalone' END AS role,
       pg_is_in_recovery() AS read_only

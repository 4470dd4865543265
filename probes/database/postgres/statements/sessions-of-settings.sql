/*
subject: database
part: sessions
why: how many sessions there are, of those that ordinary accounts may have
source: https://www.postgresql.org/docs/current/runtime-config-connection.html
*/
SELECT (SELECT sum(numbackends) FROM pg_stat_database) AS sessions,
       current_setting('max_connections')::int
         - coalesce((SELECT sum(setting::int) FROM pg_settings
                      WHERE name IN ('superuser_reserved_connections', 'reserved_connections')), 0) AS sessions_limit

/*
subject: database
part: sessions
why: how many sessions there are, of those that ordinary accounts may have
when: { version: '>=9.6', words: ['!gauss'] }
source: https://www.postgresql.org/docs/current/runtime-config-connection.html
*/
-- pg_settings would write out every setting there is, a third of the cost of a collection.
SELECT (SELECT sum(numbackends) FROM pg_stat_database) AS sessions,
       current_setting('max_connections')::int
         - coalesce(current_setting('superuser_reserved_connections', true)::int, 0)
         - coalesce(current_setting('reserved_connections', true)::int, 0) AS sessions_limit

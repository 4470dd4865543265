-- The ledger of Ward on PostgreSQL 10 or newer. Once, as a superuser: psql -f postgresql-ledger.sql
-- In the collector's file secretFile stands the same password.

CREATE ROLE ward LOGIN PASSWORD 'CHANGE-THIS' CONNECTION LIMIT 20;

-- UTF8 is needed; the language of the database is free, Ward compares text byte by byte.
CREATE DATABASE ward OWNER ward TEMPLATE template0 ENCODING 'UTF8';

-- Nobody else reads people, keys and sealed secrets.
REVOKE ALL ON DATABASE ward FROM PUBLIC;

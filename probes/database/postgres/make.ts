import type { DatabaseMake } from '../make.ts';
import { type PostgresConfig, PRODUCTS } from './config.ts';
import { openSession } from './open-session.ts';

/** PostgreSQL and those who speak its protocol. */
export const postgresMake: DatabaseMake<PostgresConfig> = {
  name: 'postgres',
  products: PRODUCTS,
  open: openSession,
  account: `-- Run it as a superuser in the database to which Ward connects (postgres by default), with a password of your own.
CREATE ROLE {user} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 3 PASSWORD 'CHANGE-THIS';
ALTER ROLE {user} SET default_transaction_read_only = on;`,
};

import type { DatabaseMake } from '../make.ts';
import type { SqlserverConfig } from './config.ts';
import { openSqlserver } from './open-session.ts';

/** SQL Server 2012 and later. */
export const sqlserverMake: DatabaseMake<SqlserverConfig> = {
  name: 'sqlserver',
  open: openSqlserver,
  account: `-- Run as a member of sysadmin. CHECK_EXPIRATION off: nobody is there to change it.
USE master;
CREATE LOGIN {user} WITH PASSWORD = 'choose-a-password', CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;
USE msdb;
CREATE USER {user} FOR LOGIN {user};`,
};

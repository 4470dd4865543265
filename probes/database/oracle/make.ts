import type { DatabaseMake } from '../make.ts';
import type { OracleConfig } from './config.ts';
import { openOracle } from './open-session.ts';

/** Oracle 12.1 and later; 11.2 with Oracle's client library. */
export const oracleMake: DatabaseMake<OracleConfig> = {
  name: 'oracle',
  open: openOracle,
  account: `-- Run as SYSDBA, in the container that the service of the target leads to; in the root its name begins with C##.
-- Not SELECT_CATALOG_ROLE, which reads far more. A profile of its own: nobody is there to change the password.
CREATE PROFILE {user}_profile LIMIT PASSWORD_LIFE_TIME UNLIMITED SESSIONS_PER_USER 4;
CREATE USER {user} IDENTIFIED BY "choose-a-password" PROFILE {user}_profile;
GRANT CREATE SESSION TO {user};`,
};

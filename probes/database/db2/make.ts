import type { DatabaseMake } from '../make.ts';
import type { Db2Config } from './config.ts';
import { openDb2 } from './open-session.ts';

/** Db2 for Linux, Unix and Windows. */
export const db2Make: DatabaseMake<Db2Config> = {
  name: 'db2',
  open: (...asked) => openDb2(...asked),
  account: `-- Db2 has no accounts of its own: make {user} in the operating system or the directory that it asks, and
-- put it into the group named by SYSMON_GROUP (db2 update dbm cfg using SYSMON_GROUP …; restart of the instance),
-- which may look at snapshots and at nothing else. Run the rest as SECADM in each database.
GRANT CONNECT ON DATABASE TO USER {user};
GRANT USAGE ON WORKLOAD SYSDEFAULTUSERWORKLOAD TO USER {user};`,
};

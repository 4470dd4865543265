import type { DatabaseMake } from '../make.ts';
import type { DamengConfig } from './config.ts';
import { openDameng } from './open-session.ts';

/** Dameng (达梦) 8. */
export const damengMake: DatabaseMake<DamengConfig> = {
  name: 'dameng',
  open: (...asked) => openDameng(...asked),
  account: `-- Run as SYSDBA. A password that never expires: nobody is there to change it.
CREATE USER {user} IDENTIFIED BY "choose-a-Passw0rd" LIMIT PASSWORD_LIFE_TIME UNLIMITED, SESSION_PER_USER 4;
GRANT CREATE SESSION TO {user};`,
};

import type { Cell, ServerFacts } from '../session.ts';

/** What a session asks first, and everybody may. */
export const FACTS = 'SELECT service_level FROM SYSIBMADM.ENV_INST_INFO WITH UR';

/** What the server is, from the one row of `FACTS`: `DB2 v11.5.8.0`. */
export function serverFacts([level]: readonly (Cell | undefined)[]): ServerFacts {
  const version = String(level ?? '').trim();
  const numbers = (/(\d+(?:\.\d+)+)/.exec(version)?.[1] ?? '').split('.').filter(Boolean).map(Number);
  return { product: 'Db2', version: version.replace(/^DB2 v/i, ''), numbers, words: ['db2'] };
}

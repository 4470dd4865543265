import { people } from './001-people.ts';
import { targets } from './002-targets.ts';
import { agents } from './003-agents.ts';
import { keys } from './004-keys.ts';
import { audit } from './005-audit.ts';
import { settings } from './006-settings.ts';
import { records } from './007-records.ts';

/** One step of the ledger's format. Once released it is never changed: a later one corrects it. */
export interface Migration {
  number: number;
  name: string;
  /**
   * The common subset of SQLite and PostgreSQL: TEXT, INTEGER (also for 0 and 1), BIGINT (UTC ms), DOUBLE PRECISION;
   * JSON, hex and base64 as TEXT; no identity columns.
   */
  statements: readonly string[];
}

/** Every migration, ascending. 1–9 people and inventory, 10–19 intake, 20–29 rules and alerts. */
export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: 'people', statements: people },
  { number: 2, name: 'targets', statements: targets },
  { number: 3, name: 'agents', statements: agents },
  { number: 4, name: 'keys', statements: keys },
  { number: 5, name: 'audit', statements: audit },
  { number: 6, name: 'settings', statements: settings },
  { number: 7, name: 'records', statements: records },
];

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LedgerAddress, nameOfLedger } from '#collector/config/ledger-address.ts';
import { LedgerUnusableError } from './ledger-errors.ts';

/** Says with which ledger a data directory works. */
const FILE = 'ledger.place';

/**
 * Refuses a ledger that is not the one this data directory worked with: people, rules and positions of another one go
 * with another journal. Most of all it keeps a start without the right configuration from beginning anew, or from
 * going on with what was moved away long ago.
 */
export function checkPlace(dataDir: string, address: LedgerAddress): void {
  const [wanted, noted] = [nameOfLedger(address), placeOf(dataDir)];
  if (noted === undefined || noted === wanted) return;
  throw new LedgerUnusableError(
    `the data directory ${dataDir} works with the ledger ${noted}, and the setting "ledger" names ${wanted}: ` +
      'correct the setting, or move the ledger with npm run ledger -- copy; ' +
      `if it is the same one under another name, remove ${join(dataDir, FILE)}`,
  );
}

/** From here on the data directory works with this ledger. */
export function notePlace(dataDir: string, address: LedgerAddress): void {
  const name = nameOfLedger(address);
  if (placeOf(dataDir) === name) return;
  const file = join(dataDir, FILE);
  writeFileSync(`${file}.new`, `${name}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

/** Undefined for a directory that has no ledger yet. */
function placeOf(dataDir: string): string | undefined {
  const file = join(dataDir, FILE);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  return existsSync(join(dataDir, 'ledger.sqlite')) ? 'sqlite' : undefined;
}

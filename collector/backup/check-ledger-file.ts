import { existsSync } from 'node:fs';
import { Audit } from '#collector/audit/audit.ts';
import { ledgerDamage, openedLedger, readLedgerFigures } from '#collector/ledger/check-ledger.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { openSeal } from '#collector/people/seal.ts';
import type { Manifest } from './manifest.ts';
import type { Differ } from './test-point.ts';

const WALK_ROWS = 5_000;

/**
 * A restored ledger: whole, with the rows and the chain of the audit that it had, and opened by the code of a start.
 * Returns whether the seals of the audit could be checked; without the key only its links can.
 */
export async function checkLedgerFile(
  file: string,
  expected: Manifest['ledger'],
  keyFile: string | undefined,
  differ: Differ,
): Promise<boolean> {
  try {
    for (const line of ledgerDamage(file)) differ('ledger', 'ledger.sqlite', line);
    compare(readLedgerFigures(file), expected, differ);
    return await openedLedger(file, (sql) => checkAudit(sql, expected.audit, keyFile, differ));
  } catch (error) {
    differ('ledger', 'ledger.sqlite', (error as Error).message);
    return false;
  }
}

function compare(
  found: Omit<Manifest['ledger'], 'engine'>,
  expected: Manifest['ledger'],
  differ: Differ,
): void {
  const { engine: _engine, tables, ...rest } = expected;
  for (const name of new Set([...Object.keys(tables), ...Object.keys(found.tables)])) {
    const [had, has] = [tables[name] ?? 'no such table', found.tables[name] ?? 'no such table'];
    if (had !== has) differ('ledger', name, `the table ${name} has ${has} rows instead of ${had}`);
  }
  const { tables: _tables, ...has } = found;
  const [text, expectedText] = [JSON.stringify(has), JSON.stringify(rest)];
  if (text !== expectedText) differ('ledger', 'ledger.sqlite', `it holds ${text} instead of ${expectedText}`);
}

async function checkAudit(
  sql: Sql,
  { entries, head }: Manifest['ledger']['audit'],
  keyFile: string | undefined,
  differ: Differ,
): Promise<boolean> {
  if (keyFile === undefined || !existsSync(keyFile)) {
    await checkLinks(sql, differ);
    return false;
  }
  const audit = new Audit(sql, openSeal(keyFile).derive('audit'), () => 0);
  const check = await audit.verify(head || undefined);
  if (!check.intact) {
    differ(
      'audit',
      String(check.brokenAt),
      `entry ${check.brokenAt} of the audit is not what was written, or its key is another one`,
    );
  } else if (check.entries !== entries || check.knownHeadFound === false) {
    differ(
      'audit',
      String(check.entries),
      `the audit has ${check.entries} entries instead of ${entries}, or another end`,
    );
  }
  return true;
}

/** That every entry follows the one before, which needs no key; whether they are genuine only the key can tell. */
async function checkLinks(sql: Sql, differ: Differ): Promise<void> {
  let last = { number: 0, hash: '' };
  for (;;) {
    const rows = await sql.all<{ number: number; hash: string; previous_hash: string }>(
      'SELECT number, hash, previous_hash FROM audit WHERE number > ? ORDER BY number LIMIT ?',
      last.number,
      WALK_ROWS,
    );
    for (const row of rows) {
      const follows =
        row.number === last.number + 1 && (last.number === 0 || row.previous_hash === last.hash);
      if (!follows)
        return differ(
          'audit',
          String(row.number),
          `entry ${row.number} of the audit does not follow the one before`,
        );
      last = row;
    }
    if (rows.length < WALK_ROWS) return;
  }
}

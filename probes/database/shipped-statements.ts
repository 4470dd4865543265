import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dialectOf } from './read-only.ts';
import type { Statement } from './statement.ts';
import { readStatement, type StatementFile } from './statements.ts';

/**
 * The statements of one make, in the order of their names, which is the order of its readings. The bundle has
 * another file in place of this one, with what these files say inside (`scripts/bundle/embedded-statements.ts`).
 */
export function shippedStatements(make: string): Statement[] {
  return statementFiles(make).map((each) => readStatement(each, dialectOf(make)));
}

/** The files `statements/*.sql` of a make; none where it has no such folder. */
export function statementFiles(make: string): StatementFile[] {
  const folder = join(import.meta.dirname, make, 'statements');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort()
    .map((name) => {
      const file = join(folder, `${name}.sql`);
      return { name, file, text: readFileSync(file, 'utf8') };
    });
}

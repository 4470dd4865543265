import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readStatement } from '#probes/database/statements.ts';

const page = readFileSync(join(import.meta.dirname, 'adding-a-database.md'), 'utf8');

it('shows a statement that is read as it stands there', () => {
  const [, file = '', text = ''] = /```sql (\S+)\n([\s\S]*?)```/.exec(page) ?? [];
  const name = file.replace(/^.*\/|\.sql$/g, '');

  const statement = readStatement({ name, file, text }, 'postgres');

  expect(statement).toMatchObject({ name: 'temp-files', subject: 'postgresql', labels: ['db'], every_s: 60 });
  expect(statement.sql).toMatch(/^SELECT datname AS db, temp_files\n/);
});

import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What `npm test` runs on PostgreSQL as well: lists, searches, numbers without gaps, state beside state. */
export const TELLING_TESTS: readonly string[] = [
  'collector/alerts/alerts-repository.test.ts',
  'collector/api/alert-events.test.ts',
  'collector/api/alert-work.test.ts',
  'collector/audit/audit.test.ts',
  'collector/jobs/job-runs.test.ts',
];

/** Every test that works with a temporary ledger, also by a helper that makes one. */
export function ledgerTests(projectFolder: string): string[] {
  const files = globSync(['collector/**/*.ts', 'e2e/**/*.ts'], { cwd: projectFolder }).map((path) => ({
    path,
    text: readFileSync(join(projectFolder, path), 'utf8'),
  }));
  const helpers = new Set(['temporary-ledger.ts']);
  for (let before = 0; before < helpers.size; ) {
    before = helpers.size;
    for (const { path, text } of files)
      if (/^test-.*\.ts$/.test(basename(path)) && imports(text, helpers)) helpers.add(basename(path));
  }
  return files
    .filter(({ path, text }) => path.endsWith('.test.ts') && imports(text, helpers))
    .map(({ path }) => path);
}

function imports(text: string, names: ReadonlySet<string>): boolean {
  return [...text.matchAll(/ from '[^']*?([\w-]+\.ts)'/g)].some(([, name = '']) => names.has(name));
}

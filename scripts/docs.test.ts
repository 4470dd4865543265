import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generatedPages } from './docs.ts';
import { projectFolder } from './run-tool.ts';

test.each(generatedPages)('$file is what `npm run docs` writes', async ({ file, generate }) => {
  const committed = readFileSync(join(projectFolder, file), 'utf8');

  expect(committed).toBe(await generate());
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '#scripts/run-tool.ts';

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: projectFolder, encoding: 'utf8' })
  .trim()
  .split('\n');

test.each(pages)('every link in %s leads somewhere', (page) => {
  const text = readFileSync(join(projectFolder, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) => link);

  const dead = links.filter((link) => !existsSync(join(projectFolder, dirname(page), link)));

  expect(dead).toEqual([]);
});

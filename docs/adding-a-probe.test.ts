import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { figures, running, testTree } from '#probes/host/test-tree.ts';
import { withMetricTable } from '#probes/metric-table.ts';
import type { ProbeType } from '#probes/probe.ts';
import { projectFolder } from '#scripts/run-tool.ts';

const page = readFileSync(join(projectFolder, 'docs/adding-a-probe.md'), 'utf8');
const files = [...page.matchAll(/^(`{3,})(?:ts|md) (\S+)\n([\s\S]*?)^\1$/gm)].map(
  ([, , path = '', content = '']) => ({ path, content }),
);

describe('the probe that the page on probes makes', () => {
  let folder: string;
  let entropy: ProbeType;

  beforeAll(async () => {
    // Inside the project, where its imports mean what they mean in probes/host/.
    mkdirSync(join(projectFolder, '.cache'), { recursive: true });
    folder = mkdtempSync(join(projectFolder, '.cache/adding-a-probe-'));
    for (const { path, content } of files) {
      writeFileSync(join(folder, basename(path)), content.replaceAll("'../", "'#probes/host/"));
    }
    ({ entropy } = await import(/* @vite-ignore */ join(folder, 'entropy.ts')));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has a folder with the files of every other probe', () => {
    expect(files.map(({ path }) => path.replace('probes/host/entropy/', ''))).toEqual([
      'metrics.ts',
      'config.ts',
      'parse-entropy.ts',
      'entropy.ts',
      'README.md',
      'entropy.test.ts',
    ]);
  });

  test('reads what its own test says', async () => {
    const [, path = '', content = ''] = /tree\.write\('(\S+)', '(\d+)\\n'\)/.exec(page) ?? [];
    const [, expected = ''] = /toEqual\(\{ ('\S+': \d+) \}\)/.exec(page) ?? [];
    const tree = testTree();
    tree.write(path, `${content}\n`);
    const probe = entropy.create(entropy.config.parse({}), tree.options);

    const read = figures(await probe.collect(running));
    await probe.close();
    tree.end();

    expect(expected).toBe(`'entropy.available_bits': ${content}`);
    expect(read).toEqual({ 'entropy.available_bits': Number(content) });
  });

  test('has a page with a sample that it accepts and a place for its metrics', () => {
    const readme = files.find(({ path }) => path.endsWith('README.md'))?.content ?? '';
    const [, sample = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];

    expect(entropy.config.safeParse(parse(sample).probes.entropy).success).toBe(true);
    expect(entropy.config.safeParse({ surprise: 1 }).success).toBe(false);
    expect(withMetricTable(readme, entropy)).toContain('`entropy.available_bits`');
  });
});

test('every file that the page on probes names is there', () => {
  const named = [...page.matchAll(/`((?:probes|agent|collector|dashboards)\/[^`]*)`/g)].map(
    ([, path = '']) => path,
  );
  const others = named.filter((path) => !path.startsWith('probes/host/entropy'));

  expect(others.length).toBeGreaterThan(5);
  expect(others.filter((path) => !existsSync(join(projectFolder, path)))).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { channelTypes } from './channel-types.ts';

test('every folder is in the visible list, under its own name', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

  expect(channelTypes.map((type) => type.name).sort()).toEqual(folders.sort());
});

test.each(channelTypes.map((type) => [type.name, type] as const))(
  '%s looks like its neighbours',
  (name, type) => {
    const files = readdirSync(`${import.meta.dirname}/${name}`);

    expect(files).toEqual(
      expect.arrayContaining([`${name}.ts`, `${name}.test.ts`, 'config.ts', 'words.ts', 'README.md']),
    );
    expect(type.config.safeParse({ nonsense: 1 }).success).toBe(false);
  },
);

test.each(channelTypes.map((type) => [type.name, type] as const))(
  'the sample in the README of %s is one that it takes',
  (name, type) => {
    const readme = readFileSync(`${import.meta.dirname}/${name}/README.md`, 'utf8');
    const [, sample] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];

    expect(type.config.safeParse(parse(sample)).error?.issues ?? []).toEqual([]);
  },
);

test('the table of all of them is that of the list', () => {
  const readme = readFileSync(`${import.meta.dirname}/README.md`, 'utf8');
  const rows = [...readme.matchAll(/^\| \[([a-z-]+)\]\((.*?)\/README\.md\) .*\| (\d+) \| (.*?) \|$/gm)];

  expect(rows.map(([, name, folder, limit, reaches]) => [name, folder, Number(limit), reaches])).toEqual(
    channelTypes.map(({ name, callsPerMinute, reaches }) => [name, name, callsPerMinute, reaches ?? '–']),
  );
});

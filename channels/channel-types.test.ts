import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
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

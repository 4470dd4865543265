import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Memories, openMemories } from './memories.ts';

let folder: string;
let troubles: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-memories-'));
  troubles = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(): Memories {
  return openMemories({ folder: join(folder, 'memory'), onTrouble: (why) => troubles.push(why) });
}

test('what a probe sets is there after a restart, for this user alone', async () => {
  const first = open();
  first.remember('host_keys').set('10.1.0.1:22', { kind: 'ed25519' });
  first.remember('host_keys').set('10.1.0.2:22', 'gone');
  first.remember('host_keys').set('10.1.0.2:22', undefined);
  first.remember('profiles').set('10.1.0.1', 'h3c');
  await first.close();

  const second = open();

  expect(second.remember('host_keys').get('10.1.0.1:22')).toEqual({ kind: 'ed25519' });
  expect(second.remember('host_keys').get('10.1.0.2:22')).toBeUndefined();
  expect(second.remember('profiles').get('10.1.0.1')).toBe('h3c');
  expect(statSync(join(folder, 'memory', 'host_keys.json')).mode & 0o777).toBe(0o600);
  expect(troubles).toEqual([]);
});

test('a change is written by itself a moment later', async () => {
  const memory = open().remember('profiles');

  for (let round = 0; round < 100; round++) memory.set('a', round);

  const path = join(folder, 'memory', 'profiles.json');
  await expect.poll(() => readIfThere(path), { timeout: 5_000 }).toBe('{"a":99}');
});

test('a damaged file begins anew and is said, a folder that cannot be made is said', async () => {
  writeFileSync(join(folder, 'memory'), 'no folder');
  const memories = open();
  memories.remember('profiles').set('a', 1);
  await memories.close();

  expect(memories.remember('profiles').get('a')).toBe(1);
  expect(troubles).toHaveLength(1);

  rmSync(join(folder, 'memory'));
  await memories.close();
  writeFileSync(join(folder, 'memory', 'profiles.json'), '{"a":');
  expect(open().remember('profiles').get('a')).toBeUndefined();
  expect(troubles[1]).toContain('is not understood and begins anew');
});

test('a name that leads elsewhere is refused', () => {
  expect(() => open().remember('../identity')).toThrow('no name of a file');
});

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

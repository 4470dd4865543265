import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSeal } from './seal.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-seal-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('what is sealed opens after a restart, under the same subject only', () => {
  const file = join(directory, 'seal.key');
  const sealed = openSeal(file).seal('口令 secret', 'channel:mail');
  const again = openSeal(file);

  expect(again.open(sealed, 'channel:mail')).toBe('口令 secret');
  expect(() => again.open(sealed, 'channel:other')).toThrow(/the secret of channel:other cannot be opened/);
  expect(sealed).not.toContain('secret');
});

test('the same secret is sealed differently each time, and one changed byte is noticed', () => {
  const seal = openSeal(join(directory, 'seal.key'));
  const sealed = seal.seal('secret', 'a');
  const at = sealed.length - 3;
  const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);

  expect(seal.seal('secret', 'a')).not.toBe(sealed);
  expect(() => seal.open(changed, 'a')).toThrow(/cannot be opened/);
});

test('the key file is its owner’s alone, and a damaged one is named', () => {
  const file = join(directory, 'seal.key');
  openSeal(file);

  expect(statSync(file).mode & 0o077).toBe(0);
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 10));
  expect(() => openSeal(file)).toThrow(/seal\.key holds no key of 32 bytes: restore it from a backup/);
});

test('another database with another key file cannot open it', () => {
  const sealed = openSeal(join(directory, 'seal.key')).seal('secret', 'a');

  expect(() => openSeal(join(directory, 'other.key')).open(sealed, 'a')).toThrow(
    /sealed with another key file/,
  );
});

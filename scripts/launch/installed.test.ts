import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stampInstalled, whyInstall } from './installed.js';

describe('whether the dependencies are installed', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ward-installed-'));
    mkdirSync(join(folder, 'node_modules'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const wanted = (packages: object) =>
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }));
  const present = (packages: object) =>
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));

  test('a stamp holds until the lock file changes', () => {
    wanted({});
    expect(whyInstall(folder)).toBe('they are not installed yet');

    stampInstalled(folder);
    expect(whyInstall(folder)).toBeUndefined();

    wanted({ 'node_modules/zod': { version: '4.6.7' } });
    expect(whyInstall(folder)).toBe('they are not installed yet');
  });

  test('what npm wrote down counts when all versions agree', () => {
    wanted({ 'node_modules/zod': { version: '4.6.7' } });
    present({ 'node_modules/zod': { version: '4.6.6' } });
    expect(whyInstall(folder)).toBe('package-lock.json has changed');

    present({ 'node_modules/zod': { version: '4.6.7' } });
    expect(whyInstall(folder)).toBeUndefined();
  });

  test.each([
    ['needs', 'of this platform', { os: [process.platform], cpu: process.arch }, true],
    ['does without', 'of another system', { os: ['beos'] }, false],
    ['does without', 'of another processor', { os: process.platform, cpu: ['pdp11'] }, false],
    ['does without', 'that only another optional one wants', {}, false],
  ])('%s an optional package %s', (_, __, limits, needed) => {
    wanted({ 'node_modules/some-binary': { version: '1.0.0', optional: true, ...limits } });
    present({});

    expect(whyInstall(folder)).toBe(needed ? 'package-lock.json has changed' : undefined);
  });
});

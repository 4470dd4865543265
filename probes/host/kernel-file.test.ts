import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kernelFile } from './kernel-file.ts';

describe('a kernel file', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ward-kernel-file-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('gives the present content at each reading, also when it outgrows its buffer', () => {
    const path = join(directory, 'file');
    const file = kernelFile(path, 8);
    writeFileSync(path, 'short');
    expect(file.read().toString()).toBe('short');

    writeFileSync(path, 'x'.repeat(5000));
    expect(file.read().toString()).toBe('x'.repeat(5000));

    writeFileSync(path, 'a');
    expect(file.read().toString()).toBe('a');
    file.close();
  });

  it('throws when there is no such file and reads it once it appears', () => {
    const path = join(directory, 'later');
    const file = kernelFile(path);
    expect(() => file.read()).toThrow(/ENOENT/);

    writeFileSync(path, 'here');
    expect(file.read().toString()).toBe('here');
    file.close();
  });

  it('can be closed twice, and read after', () => {
    const path = join(directory, 'file');
    writeFileSync(path, 'one');
    const file = kernelFile(path);
    file.close();
    file.read();
    file.close();
    file.close();

    expect(file.read().toString()).toBe('one');
    file.close();
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBoundedLog } from './bounded-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('goes on where the last one ended', () => {
  const path = join(folder, 'agent.log');

  for (const text of ['first\n', 'second\n']) {
    const log = openBoundedLog(path, 1_000);
    log.write(Buffer.from(text));
    log.close();
  }

  expect(readFileSync(path, 'utf8')).toBe('first\nsecond\n');
});

test('never takes more than twice its limit, and keeps the newest', () => {
  const log = openBoundedLog(join(folder, 'agent.log'), 100);

  for (let line = 0; line < 100; line++) log.write(Buffer.from(`line ${line}\n`));
  log.close();

  const files = readdirSync(folder);
  expect(files.toSorted()).toEqual(['agent.log', 'agent.log.1']);
  for (const file of files) expect(statSync(join(folder, file)).size).toBeLessThanOrEqual(100);
  expect(readFileSync(join(folder, 'agent.log'), 'utf8')).toMatch(/line 99\n$/);
});

test('a folder that cannot be written costs the log and nothing else', () => {
  const log = openBoundedLog(join(folder, 'missing', 'agent.log'), 100);

  log.write(Buffer.from('lost\n'));
  log.close();

  expect(readdirSync(folder)).toEqual([]);
});

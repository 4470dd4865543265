import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identify } from './launch/process-identity.js';
import { markRunning, runningPrograms } from './running.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-running-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const marks = () => join(folder, '.cache/running');

test('a program is listed from its mark to its unmark', () => {
  expect(runningPrograms(folder)).toEqual([]);

  const unmark = markRunning('collector', folder);
  expect(runningPrograms(folder)).toEqual([{ pid: process.pid, what: 'collector' }]);

  unmark();
  unmark();
  expect(runningPrograms(folder)).toEqual([]);
});

test('a program that was killed is not listed, and its mark goes', async () => {
  const child = spawn('sleep', ['60']);
  const ended = new Promise((resolve) => child.once('close', resolve));
  const unmark = markRunning('agent', folder, child.pid);
  expect(runningPrograms(folder)).toEqual([{ pid: child.pid, what: 'agent' }]);

  child.kill('SIGKILL');
  await ended;

  expect(runningPrograms(folder)).toEqual([]);
  expect(readdirSync(marks())).toEqual([]);
  unmark();
});

test.runIf(process.platform === 'linux')('another process with the same number is not taken for it', () => {
  mkdirSync(marks(), { recursive: true });
  const { pid, started } = identify(process.pid);
  writeFileSync(
    join(marks(), `${pid}.json`),
    JSON.stringify({ pid, started: `${started}1`, what: 'collector' }),
  );
  writeFileSync(join(marks(), 'garbage.json'), '{');

  expect(runningPrograms(folder)).toEqual([]);
});

test('a folder that cannot be written to keeps no marks and does not fail', () => {
  writeFileSync(join(folder, '.cache'), 'a file, where the folder should be');

  expect(() => markRunning('collector', folder)()).not.toThrow();
  expect(existsSync(marks())).toBe(false);
});

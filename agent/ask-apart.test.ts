import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const main = join(import.meta.dirname, 'main.ts');

it('the program answers the inventory in a process of its own', async () => {
  const { stdout } = await run(process.execPath, [main, '--answer', 'inventory']);

  const { data, skipped } = JSON.parse(stdout);
  expect(data.os.platform).toBe(process.platform);
  expect(data.memory.totalBytes).toBeGreaterThan(0);
  expect(skipped).toBeInstanceOf(Array);
});

it('a question that there is not ends with a sentence', async () => {
  await expect(run(process.execPath, [main, '--answer', 'everything'])).rejects.toThrow(
    /no question everything/,
  );
});

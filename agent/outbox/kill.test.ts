import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decodeFrameBody } from '#protocol/frame.ts';
import { openOutbox } from './outbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'ward-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('nothing that was reported kept is lost by SIGKILL, and no number is used twice', {
  timeout: 60_000,
}, async () => {
  const reported = new Map<string, number>();
  for (let round = 0; round < 6; round++) {
    for (const line of await writeUntilKilled(5 + Math.random() * 150)) {
      const [kept, where, epoch, sequence, value] = line.split(' ');
      expect([kept, where]).toEqual(['kept', 'disk']);
      const name = `${epoch} ${sequence}`;
      expect(reported.has(name)).toBe(false);
      reported.set(name, Number(value));
    }
  }

  const found = await readAll();

  expect(reported.size).toBeGreaterThan(100);
  expect(new Set([...reported.keys()].map((name) => name.split(' ')[0])).size).toBe(6);
  const missing = [...reported.keys()].filter((name) => !found.has(name));
  expect(missing).toEqual([]);
  for (const [name, first] of reported) {
    const { timeMs, values } = found.get(name) as { timeMs: number; values: Float64Array };
    expect(timeMs - first).toBeLessThan(3);
    expect(values.every((value) => value === timeMs)).toBe(true);
  }
});

/** Runs the writer and kills it a random time after its first word. */
async function writeUntilKilled(afterMs: number): Promise<string[]> {
  const writer = spawn(
    process.execPath,
    [join(import.meta.dirname, 'test-kill-writer.ts'), join(folder, 'outbox')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  writer.stdout.setEncoding('utf8').on('data', (chunk) => {
    if (output === '') setTimeout(() => writer.kill('SIGKILL'), afterMs);
    output += chunk;
  });
  await once(writer, 'close');
  expect(writer.signalCode).toBe('SIGKILL');
  return output.split('\n').slice(0, -1);
}

async function readAll(): Promise<Map<string, { timeMs: number; values: Float64Array }>> {
  const found = new Map<string, { timeMs: number; values: Float64Array }>();
  const outbox = await openOutbox({
    folder: join(folder, 'outbox'),
    limitBytes: 64 * 1024 ** 2,
    onLoss: () => {},
    onDisk: () => {},
    monotonicMs: () => 0,
  });
  const backlog = outbox.openBacklog();
  for (let part = await backlog.next(1e6, () => false); part; part = await backlog.next(1e6, () => false)) {
    for (const { sequence, body } of part.items) {
      const name = `${part.epoch} ${sequence}`;
      expect(found.has(name)).toBe(false);
      found.set(name, decodeFrameBody(body));
    }
  }
  await outbox.close();
  return found;
}

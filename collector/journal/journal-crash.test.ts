import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import type { JournalBatch } from './journal.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

const child = fileURLToPath(new URL('appending-child.ts', import.meta.url));

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-journal-'));
  file = join(directory, 'journal.sqlite');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Appends in another process until it has acknowledged that many, kills it, and returns what it had acknowledged. */
async function appendAndKill(enough: number): Promise<{ position: number; entries: number }[]> {
  const process_ = spawn(process.execPath, [child, file, '1000000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  process_.stdout.on('data', (chunk) => {
    told += chunk;
    if (acknowledgedIn(told).length >= enough) process_.kill('SIGKILL');
  });
  await once(process_, 'close');
  return acknowledgedIn(told);
}

function acknowledgedIn(told: string): { position: number; entries: number }[] {
  return [...told.matchAll(/^acknowledged (\d+) (\d+)\n/gm)].map(([, position, entries]) => ({
    position: Number(position),
    entries: Number(entries),
  }));
}

async function readAll(): Promise<JournalBatch[]> {
  const journal = openSqliteJournal({ file, limitBytes: 2 ** 40, nowMs: () => 0, onLoss: () => {} });
  try {
    const batches: JournalBatch[] = [];
    for (let position = 1; ; ) {
      const batch = await journal.read(position);
      if (!batch) break;
      batches.push(batch);
      position = batch.position + batch.entries;
    }
    expect(await journal.losses()).toEqual([]);
    return batches;
  } finally {
    await journal.close();
  }
}

test('what was acknowledged before a SIGKILL is there afterwards, in order and once', async () => {
  const acknowledged = [];
  for (const enough of [1, 17, 60, 140]) acknowledged.push(...(await appendAndKill(enough)));

  const batches = await readAll();

  const kept = new Map(batches.map(({ position, entries }) => [position, entries]));
  for (const { position, entries } of acknowledged) expect(kept.get(position)).toBe(entries);
  let next = 1;
  for (const { position, entries, bytes } of batches) {
    expect(position).toBe(next);
    expect(positionsIn(bytes)).toEqual(Array.from({ length: entries }, (_, entry) => position + entry));
    next += entries;
  }
});

function positionsIn(bytes: Uint8Array): number[] {
  const words = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  return [...new Set(words)];
}

describeWith('strace', 'traced', () => {
  test('the write-ahead log is synced between each append and its acknowledgement', async () => {
    const trace = join(directory, 'trace');

    const traced = spawn(
      'strace',
      ['-f', '-y', '-e', 'trace=write,fsync,fdatasync', '-o', trace, process.execPath, child, file, '12'],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const [code] = await once(traced, 'close');

    expect(code).toBe(0);
    const order = readFileSync(trace, 'utf8')
      .split('\n')
      .map((line) =>
        /"(appending|acknowledged) \d|(f(?:data)?sync)\(\d+<[^>]*journal\.sqlite-wal>\) += 0/.exec(line),
      )
      .filter((found) => found !== null)
      .map(([, told, sync]) => told ?? (sync && 'sync'))
      .join(' ');
    const [beforeFirst, ...appends] = order.split('appending ');
    expect(beforeFirst).not.toContain('acknowledged');
    expect(appends).toHaveLength(12);
    for (const append of appends) expect(append).toMatch(/^(sync )+acknowledged/);
  });
});

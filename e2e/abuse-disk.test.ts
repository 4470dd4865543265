import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { connectRawAgent, type RawAgent, rawSchema } from './raw-agent.ts';
import { type SmallDisk, trySmallDisk } from './small-disk.ts';

const MEGABYTE = 1024 ** 2;
const COLUMNS = 50;
const startMs = Date.now() - 3_600_000;

/** Sends frames until a number is acknowledged; resolves with how many were. */
async function send(agent: RawAgent, target: string, from: number, howMany: number): Promise<number> {
  const frames = Array.from({ length: howMany }, (_, index) => ({
    timeMs: startMs + (from + index) * 1_000,
    value: Math.sqrt(from + index),
  }));
  const { ranges } = await agent.sendFrames(rawSchema(target, COLUMNS), frames);
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** Frames of a target in the store; a part of one is a part of a frame. */
async function count(ward: Ward, target: string): Promise<number> {
  const query = `metric=abuse.value&target=${target}&from=${startMs}&to=${startMs + 7_200_000}`;
  const { series } = await ward.call<{ series: { timesMs: number[] }[] }>('GET', `/api/v1/query?${query}`);
  return series.reduce((sum, { timesMs }) => sum + timesMs.length, 0) / COLUMNS;
}

/** What a collector says that does not start: its last words, line by line. */
async function lastWords(dataDir: string): Promise<string[]> {
  const error = await startWard({ dataDir }).then(
    async (ward) => {
      await ward.stop();
      throw new Error('it started');
    },
    (failure: Error) => failure,
  );
  expect(error.message).toMatch(/ended with exit code 1\. Its last words:\n/);
  return error.message.split('\n').slice(1);
}

/** Damages the middle of a file. */
async function scribble(file: string, at: number, bytes = 200): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(bytes, 0xa5), 0, bytes, at);
  await handle.close();
}

/** Tried and removed at once: only a test that runs may leave a disk behind, and takes it away. */
const tried = trySmallDisk();
if ('remove' in tried) tried.remove();
const noDisk = 'reason' in tried ? ` (${tried.reason})` : '';

describe.skipIf(noDisk !== '')(`a disk${noDisk}`, () => {
  let disk: SmallDisk;
  let ward: Ward;
  let agent: RawAgent;
  let web: { target: string; key: string };
  let acknowledged = 0;

  beforeAll(async () => {
    disk = trySmallDisk(24 * MEGABYTE) as SmallDisk;
    ward = await startWard({ dataDir: disk.path });
    web = await ward.enrol('web1');
    agent = await connectRawAgent(ward, web.key);
    await agent.sendSchema(rawSchema(web.target, COLUMNS));
    acknowledged += await send(agent, web.target, 0, 100);
  });
  afterAll(async () => {
    agent?.close();
    await ward?.stop();
    disk?.remove();
  });

  test('that is full stops the acknowledging and nothing else, and what was acknowledged stays', async () => {
    disk.fillUp();
    // What the files have room for inside is still taken.
    await vi.waitFor(async () => {
      const taken = await send(agent, web.target, acknowledged, 100);
      acknowledged += taken;
      expect(taken).toBe(0);
    }, 30_000);

    expect((await fetch(`${ward.url}/healthz`)).status).toBe(200);
    expect(await count(ward, web.target)).toBe(acknowledged);
  });

  test('that has room again is written again, without a restart', async () => {
    disk.clear();

    await vi.waitFor(async () => {
      const taken = await send(agent, web.target, acknowledged, 100);
      acknowledged += taken;
      expect(taken).toBe(100);
    }, 30_000);
    await ward.kill();
    await ward.restart();

    await vi.waitFor(async () => expect(await count(ward, web.target)).toBe(acknowledged), 30_000);
  });

  test('that is full at the start ends it with one sentence', async () => {
    await ward.kill();
    disk.fillUp();

    const words = await lastWords(disk.path);

    expect(words).toEqual([expect.stringMatching(/full/)]);
    disk.clear();
    await ward.restart();
    await vi.waitFor(async () => expect(await count(ward, web.target)).toBe(acknowledged), 30_000);
  });
});

describe('a data directory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ward-abused-'));
  const journal = join(folder, 'journal.sqlite');
  const ledger = join(folder, 'ledger.sqlite');
  const said: string[] = [];
  let ward: Ward;
  let agent: RawAgent;
  let web: { target: string; key: string };
  let acknowledged = 0;

  beforeAll(async () => {
    // With a store that nobody reaches everything stays in the journal.
    const early = await startWard({ dataDir: folder, args: ['--store', 'influxdb://127.0.0.1:1/nobody'] });
    web = await early.enrol('web1');
    agent = await connectRawAgent(early, web.key);
    await agent.sendSchema(rawSchema(web.target, COLUMNS));
    for (let message = 0; message < 12; message++)
      acknowledged += await send(agent, web.target, acknowledged, 100);
    await early.stop();
  });
  afterAll(async () => {
    agent?.close();
    await ward?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('with a damaged page in its journal names the entries that are lost, and all others reach the store', async () => {
    checkpoint(journal);
    await scribble(journal, statSync(journal).size / 2);

    ward = await startWard({ dataDir: folder, onLine: (line) => said.push(line) });

    const loss = await vi.waitFor(() => {
      const line = said.find((each) => each.includes('entries of the journal are lost'));
      if (!line) throw new Error('nothing was said of a loss');
      return JSON.parse(line) as { from: number; to: number };
    }, 30_000);
    const lost = loss.to - loss.from + 1;
    expect(lost).toBeLessThan(500);
    await vi.waitFor(async () => expect(await count(ward, web.target)).toBe(acknowledged - lost), 30_000);
    acknowledged -= lost;
  });

  test('that another collector works in is left to that one, which is named', async () => {
    const words = await lastWords(folder);

    expect(words).toEqual([expect.stringContaining(`is in use by process ${ward.pid}: stop that collector`)]);
    expect((await fetch(`${ward.url}/healthz`)).status).toBe(200);
  });

  test('that cannot be written ends the start with one sentence', async () => {
    const readOnly = makeReadOnly();

    const words = await lastWords(readOnly.path);

    readOnly.remove();
    expect(words).toEqual([
      expect.stringMatching(/cannot be written .*: let the user of this process write it/),
    ]);
  });

  test('whose newest chunk is damaged loses that chunk, says so, and answers with the rest', async () => {
    await ward.stop();
    const chunks = join(folder, 'store', 'raw');
    const file = join(chunks, readdirSync(chunks).sort().at(-1) as string);
    await scribble(file, statSync(file).size - 300);
    await ward.restart();

    const found = await count(ward, web.target);

    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(acknowledged);
    expect(await (await fetch(`${ward.url}/metrics`)).text()).toMatch(/^ward_store_faults [1-9]/m);
  });

  test('whose list of chunks is damaged ends the start with one sentence', async () => {
    await ward.stop();
    const catalog = join(folder, 'store', 'catalog.sqlite');
    const whole = readFileSync(catalog);
    await scribble(catalog, 0);

    const words = await lastWords(folder);

    expect(words).toEqual([expect.stringMatching(/catalog\.sqlite is damaged .*; put back the last backup/)]);
    writeFileSync(catalog, whole);
    await ward.restart();
  });

  test('whose ledger is damaged ends the start with one sentence that names the file', async () => {
    await ward.stop();
    checkpoint(ledger);
    const whole = readFileSync(ledger);
    await scribble(ledger, 0);

    const words = await lastWords(folder);

    expect(words).toEqual([expect.stringContaining(ledger)]);
    expect(words[0]).toMatch(/restore/);
    writeFileSync(ledger, whole);
    await ward.restart();
  });

  test('whose journal is no journal any more ends the start with one sentence, and doing what it says helps', async () => {
    await ward.stop();
    checkpoint(journal);
    await scribble(journal, 0);

    const words = await lastWords(folder);

    expect(words).toEqual([expect.stringContaining(`${journal} cannot be opened`)]);
    expect(words[0]).toMatch(/move the file away/);
    renameSync(journal, `${journal}.damaged`);
    await ward.restart();
    agent = await connectRawAgent(ward, web.key);
    expect(await send(agent, web.target, 2_000, 10)).toBe(10);
  });
});

/** Brings the write-ahead log of a database into its file, as happens by itself from some megabytes on. */
function checkpoint(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** A folder that this user cannot write; root can write everywhere but to a file system that is read-only. */
function makeReadOnly(): { path: string; remove(): void } {
  const disk = process.getuid?.() === 0 ? trySmallDisk() : undefined;
  if (disk && !('reason' in disk)) {
    execFileSync('mount', ['-o', 'remount,ro', disk.path]);
    return disk;
  }
  const path = mkdtempSync(join(tmpdir(), 'ward-read-only-'));
  chmodSync(path, 0o500);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

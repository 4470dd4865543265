import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { ENTRY } from '#collector/journal/entry.ts';
import { ORIGIN } from '#collector/journal/journal.ts';
import { openJournalReader } from '#collector/journal/sqlite-journal.ts';
import { readHex, readSequence } from '#protocol/frame.ts';
import type { Schema } from '#protocol/schema.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { connectTestAgent, type TestAgent } from './test-agent.ts';
import { frameItem, gaugeSchema, recordItem, schemaItem } from './test-items.ts';

// Whole processes start and end here, several times a test.
vi.setConfig({ testTimeout: 180_000 });

let ward: Ward;
afterEach(() => ward?.stop());

/** An agent that remembers what it sent and what was acknowledged, over connections. */
class Player {
  readonly agent: string;
  readonly epoch: string;
  readonly schema: Schema;
  readonly acknowledged = new Set<number>();
  readonly startMs = Date.now() - 600_000;
  readonly #key: string;
  readonly #target: string;
  #sent = 1;
  #socket: TestAgent | undefined;

  constructor({ agent, target, key }: { agent: string; target: string; key: string }, number: number) {
    this.agent = agent;
    this.#key = key;
    this.#target = target;
    this.epoch = `00000000000000${number}0`;
    this.schema = gaugeSchema(target, ['kill.value']);
  }

  get sent(): number {
    return this.#sent;
  }

  timeOf(sequence: number): number {
    return this.startMs + sequence * 100;
  }

  async connect(): Promise<void> {
    const hello = { epoch: this.epoch, run: this.agent };
    this.#socket = await connectTestAgent({ url: ward.url, key: this.#key, hello });
    await this.#socket.welcomed();
    if (!this.acknowledged.has(1)) await this.#socket.ask([schemaItem(1, this.schema)]);
  }

  /** Sends a few new frames, and some of those that it sent before. */
  send(): void {
    const sequences = [this.#sent + 1, this.#sent + 2, this.#sent + 3, Math.max(2, this.#sent - 5)];
    this.#sent += 3;
    this.#socket?.send(sequences.map((each) => this.#frame(each)));
  }

  /** Sends everything that was never acknowledged, until it is. */
  async settle(): Promise<void> {
    for (;;) {
      this.remember();
      const missing: number[] = [];
      for (let each = 2; each <= this.#sent; each++) if (!this.acknowledged.has(each)) missing.push(each);
      if (missing.length === 0) return;
      // The next answer may still be to an earlier message.
      await this.#socket?.ask(missing.map((each) => this.#frame(each)));
    }
  }

  async sendRecord(sequence: number, key: string): Promise<void> {
    const record = { target: this.#target, kind: 'text_state', key, data: { text: key } };
    await this.#socket?.ask([recordItem(sequence, Date.now(), record)]);
  }

  remember(): void {
    for (const each of this.#socket?.acknowledged(this.epoch) ?? []) this.acknowledged.add(each);
  }

  end(): void {
    this.remember();
    this.#socket?.end();
  }

  #frame(sequence: number) {
    return frameItem(sequence, this.schema, this.timeOf(sequence), [sequence]);
  }
}

async function players(count: number): Promise<Player[]> {
  const made: Player[] = [];
  for (let number = 0; number < count; number++)
    made.push(new Player(await ward.enrol(`web${number}`), number));
  return made;
}

/** How often each sequence of an agent stands in the journal. */
function inJournal(): Map<string, number> {
  const reader = openJournalReader(join(ward.dataDir, 'journal.sqlite'));
  const counts = new Map<string, number>();
  for (let position = 1; ; ) {
    const batch = reader.read(position);
    if (!batch) break;
    const { bytes } = batch;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < bytes.length; at += view.getUint32(at, true)) {
      if (view.getUint32(at + ENTRY.origin, true) !== ORIGIN.agent) continue;
      const key = `${readHex(bytes, at + ENTRY.epoch, 8)} ${readSequence(view, at + ENTRY.sequence)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    position = batch.position + batch.entries;
  }
  reader.close();
  return counts;
}

async function stored(player: Player): Promise<number[][]> {
  const span = `from=${player.startMs}&to=${Date.now() + 60_000}`;
  const { series } = await ward.call<{ series: { timesMs: number[]; values: number[] }[] }>(
    'GET',
    `/api/v1/query?metric=kill.value&target=${player.schema.target}&${span}&stepMs=0`,
  );
  return series[0]?.timesMs.map((time, at) => [time, series[0].values[at]]) ?? [];
}

const expected = (player: Player) =>
  Array.from({ length: player.sent - 1 }, (_, index) => [player.timeOf(index + 2), index + 2]);

test('what a killed collector had acknowledged is in the journal once, and everything is stored once', async () => {
  ward = await startWard();
  const all = await players(3);
  // Often and long: `npm run prove -- kill`.
  for (let kill = 0; kill < 2; kill++) {
    await Promise.all(all.map((player) => player.connect()));
    const killing = sleep(100 + Math.random() * 300).then(() => ward.kill());
    let isKilled = false;
    void killing.then(() => {
      isKilled = true;
    });
    while (!isKilled) {
      for (const player of all) player.send();
      await sleep(2);
    }
    for (const player of all) player.end();

    const counts = inJournal();
    for (const [key, count] of counts) expect([key, count]).toEqual([key, 1]);
    for (const player of all) {
      expect(player.acknowledged.size).toBeGreaterThan(kill * 10);
      for (const sequence of player.acknowledged)
        expect([sequence, counts.get(`${player.epoch} ${sequence}`)]).toEqual([sequence, 1]);
    }
    await ward.restart();
  }

  for (const player of all) {
    await player.connect();
    await player.settle();
    expect(player.acknowledged.size).toBe(player.sent);
    player.end();
  }

  const counts = inJournal();
  for (const player of all) {
    for (let each = 1; each <= player.sent; each++) expect(counts.get(`${player.epoch} ${each}`)).toBe(1);
    await expect.poll(() => stored(player), { timeout: 10_000 }).toEqual(expected(player));
  }
});

test('a journal that was removed costs what it held, and nothing that comes after it', async () => {
  ward = await startWard();
  const [player] = await players(1);
  await player.connect();
  for (let round = 0; round < 20; round++) player.send();
  await player.settle();
  player.end();
  // An orderly end, so that everybody has saved how far they were.
  await ward.end();
  for (const end of ['', '-wal', '-shm']) rmSync(join(ward.dataDir, `journal.sqlite${end}`), { force: true });
  await ward.restart();

  await player.connect();
  for (let round = 0; round < 20; round++) player.send();
  await player.settle();
  await player.sendRecord(player.sent + 1, 'after');

  await expect.poll(() => stored(player), { timeout: 10_000 }).toEqual(expected(player));
  const figures = await metrics();
  expect(figures.ward_journal_position).toBeGreaterThan(1e9);
  expect(figures.ward_judging_position).toBeGreaterThan(1e9);
  expect(figures.ward_intake_open_gaps).toBe(0);
  await expect
    .poll(async () => {
      const { records } = await ward.call<{ records: { key: string }[] }>(
        'GET',
        `/api/v1/records?target=${player.schema.target}`,
      );
      return records.map(({ key }) => key);
    })
    .toContain('after');
  player.end();
});

test('what only the store finds damaged in the journal stands among the losses, and the rest is stored', async () => {
  // A store that keeps nothing reads the whole journal at its start.
  ward = await startWard({ args: ['--store', 'memory'] });
  const [player] = await players(1);
  await player.connect();
  player.send();
  await player.settle();
  await player.sendRecord(player.sent + 1, 'this-will-be-damaged');
  player.end();
  await ward.end();
  const file = join(ward.dataDir, 'journal.sqlite');
  const closed = new DatabaseSync(file);
  closed.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  closed.close();
  const bytes = readFileSync(file);
  // Also where a page lay before it was split.
  writeFileSync(
    file,
    bytes.toString('latin1').replaceAll('this-will-be-damaged', 'that-will-be-damaged'),
    'latin1',
  );

  await ward.restart();

  await expect.poll(() => stored(player), { timeout: 10_000 }).toEqual(expected(player));
  await expect.poll(() => lossesIn(file), { timeout: 10_000 }).toEqual([{ entries: 1, reason: 'damaged' }]);
});

function lossesIn(file: string): unknown[] {
  const journal = new DatabaseSync(file, { readOnly: true });
  try {
    return journal.prepare('SELECT to_position - from_position + 1 AS entries, reason FROM losses').all();
  } finally {
    journal.close();
  }
}

async function metrics(): Promise<Record<string, number>> {
  const response = await fetch(`${ward.url}/metrics`, {
    headers: { authorization: `Bearer ${await ward.token()}` },
  });
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('ward_'));
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
}

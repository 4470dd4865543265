import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryStore } from '../memory-store.ts';
import { DEFAULT_QUERY_LIMITS, type Store, type StoreSnapshot } from '../store.ts';
import { tallyCatalog } from './catalog-tally.ts';
import { CRASH_METRICS, rowsOf, schemaOf } from './crash-rows.ts';
import { openEmbeddedStore } from './embedded-store.ts';
import { NO_CHUNKS, TallyReader } from './tally.ts';

const DAY = 86_400_000;
const { startMs } = schemaOf(0);
const SMALL = { headBytes: 50_000, recentBytes: 1 };

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ward-snapshot-'));
  store = await openEmbeddedStore(join(folder, 'store'), SMALL);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function append(to: Store, from: number, until: number): Promise<void> {
  for (let position = from; position < until; position++) await to.append(rowsOf(position), position + 1);
}

/** What a backup does. */
function copy({ files }: StoreSnapshot): string {
  const to = join(folder, 'copy');
  for (const { name, path, bytes } of files) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    copyFileSync(path, join(to, name));
    truncateSync(join(to, name), bytes);
  }
  return to;
}

async function everything(of: Store): Promise<unknown> {
  const answers = CRASH_METRICS.map((metric) =>
    of.query(
      { selector: { metric }, fromMs: startMs - DAY, toMs: startMs + DAY, stepMs: 0, aggregation: 'last' },
      DEFAULT_QUERY_LIMITS,
    ),
  );
  return (await Promise.all(answers)).map((series) =>
    series
      .sort((a, b) => (a.target < b.target ? -1 : 1))
      .map(({ target, timesMs, values }) => [target, [...timesMs], [...values]]),
  );
}

async function snapshot(): Promise<StoreSnapshot> {
  return (await store.snapshot()) as StoreSnapshot;
}

describe('a snapshot of the embedded store', () => {
  it('is the store as of its position, whatever happens to the store while it is copied', async () => {
    await append(store, 1, 900);
    const held = await snapshot();
    await append(store, 900, 1_900);
    await store.flush();
    await store.deleteTarget('host-2');
    while (await store.maintain(startMs + 10 * DAY));
    await store.flush();

    const copied = await openEmbeddedStore(copy(held), SMALL);

    const model = memoryStore();
    await append(model, 1, 900);
    expect(await copied.position()).toBe(900);
    expect(held.position).toBe(900);
    expect(await everything(copied)).toEqual(await everything(model));
    await append(copied, 900, 1_000);
    await append(model, 900, 1_000);
    expect(await everything(copied)).toEqual(await everything(model));
    await copied.close();
  });

  it('keeps every file until it is done', async () => {
    await append(store, 1, 900);
    const held = await snapshot();
    const raw = held.files.filter(({ name }) => name.startsWith('raw/'));
    expect(raw.length).toBeGreaterThan(0);
    await store.deleteBefore(startMs + 20 * DAY);
    await store.flush();
    expect(raw.map(({ path }) => existsSync(path))).toEqual(raw.map(() => true));

    held.done();
    held.done();
    await store.flush();

    expect(raw.map(({ path }) => existsSync(path))).toEqual(raw.map(() => false));
  });

  it('is one at a time, and can be taken again', async () => {
    await append(store, 1, 10);
    const first = await snapshot();
    await expect(store.snapshot()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    await append(store, 10, 20);

    first.done();
    const second = await snapshot();

    expect(second.position).toBe(20);
    second.done();
  });

  it('leaves the catalog itself as it is while it is held', async () => {
    await append(store, 1, 400);
    const held = await snapshot();
    const catalog = held.files[0];
    const before = readFileSync(catalog.path);
    await append(store, 400, 2_000);
    await store.flush();
    await store.flush();

    expect(catalog.name).toBe('catalog.sqlite');
    expect(readFileSync(catalog.path).equals(before)).toBe(true);
    held.done();
  });
});

describe('the tally of chunks', () => {
  it('counts what was appended, whatever the pieces in which it is read, and goes on where it ended', async () => {
    await append(store, 1, 2_000);
    const held = await snapshot();
    const { path, bytes } = held.files.find(({ name }) =>
      name.startsWith('raw/'),
    ) as StoreSnapshot['files'][0];
    const file = readFileSync(path).subarray(0, bytes);

    const whole = new TallyReader();
    whole.take(file);
    const cut = new TallyReader();
    for (let at = 0; at < file.length; at += 977) cut.take(file.subarray(at, at + 977));

    expect(whole.end()).toMatchObject({ damagedChunks: 0, strayBytes: 0 });
    expect(whole.end().samples).toBe(whole.end().rows * CRASH_METRICS.length);
    expect(cut.end()).toEqual(whole.end());
    await append(store, 2_000, 2_500);
    await store.flush();
    const later = readFileSync(path);
    const [on, anew] = [new TallyReader(whole.end(), bytes), new TallyReader()];
    on.take(later.subarray(bytes));
    anew.take(later);
    expect(later.length).toBeGreaterThan(bytes);
    expect(on.end()).toEqual(anew.end());
    held.done();
  });

  it('adds up with heads and catalog to every sample that was appended', async () => {
    await append(store, 1, 1_000);
    const held = await snapshot();
    const { heads, tiers, position, groups } = tallyCatalog(held.files[0].path);
    let { samples } = heads;
    let chunks = 0;
    for (const { name, path, bytes } of held.files) {
      if (!name.startsWith('raw/')) continue;
      const reader = new TallyReader();
      reader.take(readFileSync(path).subarray(0, bytes));
      samples += reader.end().samples;
      chunks += reader.end().chunks;
    }

    expect({ position, groups, samples }).toEqual({ position: 1_000, groups: 5, samples: 999 * 5 * 12 });
    expect(tiers.raw.chunks).toBe(chunks);
    held.done();
  });

  it('tells a damaged chunk from bytes that are none', async () => {
    await append(store, 1, 2_000);
    const held = await snapshot();
    const { path, bytes } = held.files.find(({ name }) =>
      name.startsWith('raw/'),
    ) as StoreSnapshot['files'][0];
    const file = readFileSync(path).subarray(0, bytes);
    const [damaged, cut, rubbish] = [new TallyReader(), new TallyReader(), new TallyReader()];

    damaged.take(Buffer.concat([file.subarray(0, 600), Buffer.from([file[600] ^ 1]), file.subarray(601)]));
    cut.take(file.subarray(0, -5));
    rubbish.take(Buffer.alloc(100, 7));

    expect(damaged.end()).toMatchObject({ damagedChunks: 1, strayBytes: 0 });
    expect(cut.end()).toMatchObject({ damagedChunks: 0, strayBytes: expect.any(Number) });
    expect(cut.end().strayBytes).toBeGreaterThan(0);
    expect(rubbish.end()).toEqual({ ...NO_CHUNKS, strayBytes: 100 });
    held.done();
  });
});

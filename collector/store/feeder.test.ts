import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ENTRY } from '#collector/journal/entry.ts';
import {
  CONSUMERS,
  CONTROL,
  ENTRY_HEADER_BYTES,
  type Journal,
  type JournalBatch,
  JournalFullError,
  ORIGIN,
} from '#collector/journal/journal.ts';
import { memoryJournal } from '#collector/journal/memory-journal.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { encodeFrameBody, ITEM, itemBytes } from '#protocol/frame.ts';
import { schemaIdentity } from '#protocol/schema.ts';
import { Feeder, type FeederOptions } from './feeder.ts';
import { memoryStore } from './memory-store.ts';
import { DEFAULT_QUERY_LIMITS, type Setback, type Store, StoreUnavailableError } from './store.ts';
import { rowsOf, START, schemaOf } from './store-history.ts';
import { PIECE_BYTES, PIECE_WHILE_ASKED_BYTES, restMs } from './turns.ts';

const schema = schemaOf('a');
const schemaId = schemaIdentity(schema);
const ARRIVED_MS = START;
/** Of a frame of two columns in the journal. */
const ENTRY_BYTES = ENTRY_HEADER_BYTES + itemBytes(encodeFrameBody(schemaId, 0, [0, 0]).length);

let journal: Journal;
let store: Store;
let feeder: Feeder;
let released: number;
let replaced: number[];
/** Batches as `read` of the real one gives them, without a promise. */
let batches: JournalBatch[];
beforeEach(() => {
  journal = memoryJournal();
  store = memoryStore();
  batches = [];
  released = 0;
  replaced = [];
});
afterEach(() => feeder?.close(5_000));

function start(known = true, others: Partial<FeederOptions> = {}): void {
  const book = openSchemaBook();
  feeder = new Feeder({
    store,
    book,
    read: (position) => batches.find((batch) => batch.position + batch.entries > position),
    schema: async (id) => (known && id === schemaId ? book.add(id, schema) : undefined),
    end: () => journal.next,
    released: (position) => {
      released = position;
    },
    replaced: (position) => replaced.push(position),
    storeAt: (position, had) => journal.storeAt('this one', position, had),
    asked: () => 0,
    flushEveryMs: 0,
    deadlineMs: 60_000,
    nowMs: Date.now,
    ...others,
  });
  feeder.start();
}

async function append(...entries: Uint8Array[]): Promise<void> {
  const bytes = Buffer.concat(entries);
  const position = await journal.append(bytes, entries.length);
  const batch = await journal.read(position);
  if (batch) batches.push(batch);
  feeder?.wake();
}

function entry(origin: number, kind: number, body: Uint8Array, skewMs = 0): Uint8Array {
  const bytes = new Uint8Array(ENTRY_HEADER_BYTES + itemBytes(body.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(ENTRY.bytes, bytes.length, true);
  view.setUint32(ENTRY.origin, origin, true);
  view.setFloat64(ENTRY.arrival, ARRIVED_MS, true);
  view.setFloat64(ENTRY.skew, skewMs, true);
  view.setUint8(ENTRY.itemKind, kind);
  view.setUint32(ENTRY.itemBodyBytes, body.length, true);
  bytes.set(body, ENTRY.itemBody);
  return bytes;
}

const frame = (timeMs: number, value: number, skewMs = 0) =>
  entry(ORIGIN.agent, ITEM.frame, encodeFrameBody(schemaId, START + timeMs, [value, -value]), skewMs);

async function stored(): Promise<number[][]> {
  const query = { selector: { metric: 'cpu.usage_active' }, fromMs: 0, toMs: START * 2, stepMs: 0 };
  const [columns] = await store.query({ ...query, aggregation: 'avg' }, DEFAULT_QUERY_LIMITS);
  return columns ? [...columns.timesMs].map((time, at) => [time - START, columns.values[at]]) : [];
}

it('brings frames into the store, lets the journal go, and corrects a wrong clock', async () => {
  start();

  await append(frame(0, 1), frame(10_000, 2));
  await append(frame(3_620_000, 3, 3_600_000));

  await vi.waitFor(() => expect(released).toBe(4), { timeout: 20_000 });
  expect(await stored()).toEqual([
    [0, 1],
    [10_000, 2],
    [20_000, 3],
  ]);
});

it('goes on from the position that the store has, in the middle of a batch', async () => {
  await append(frame(0, 1), frame(10_000, 2), frame(20_000, 3));
  await store.append([], 3);

  start();

  await vi.waitFor(() => expect(released).toBe(4), { timeout: 20_000 });
  expect(await stored()).toEqual([[20_000, 3]]);
});

it('forgets a target where the journal says so, and not for others who say it', async () => {
  const gone = Buffer.from(JSON.stringify({ target: 'a' }));
  start();

  await append(frame(0, 1), entry(ORIGIN.agent, CONTROL.targetDeleted, gone), frame(10_000, 2));
  await vi.waitFor(() => expect(released).toBe(4), { timeout: 20_000 });
  expect(await stored()).toHaveLength(2);
  await append(entry(ORIGIN.collector, CONTROL.targetDeleted, gone), frame(20_000, 3));

  await vi.waitFor(() => expect(released).toBe(6), { timeout: 20_000 });
  expect(await stored()).toEqual([[20_000, 3]]);
});

it('counts frames whose schema nobody knows', async () => {
  start(false);

  await append(frame(0, 1), frame(10_000, 2));

  await vi.waitFor(() => expect(released).toBe(3), { timeout: 20_000 });
  expect(feeder.stats().strayFrames).toBe(2);
});

it('asks a store that is ill again, says why, and loses nothing', async () => {
  const append_ = store.append;
  let failures = 0;
  store.append = (rows, position) =>
    failures++ < 1 ? Promise.reject(new StoreUnavailableError('the store is ill')) : append_(rows, position);
  start();

  await append(frame(0, 1));
  await vi.waitFor(() => expect(feeder.stats().trouble?.detail).toBe('the store is ill'), {
    timeout: 20_000,
  });
  expect(feeder.stats().trouble).toMatchObject({ code: 'failed', tries: 1 });
  await append(frame(10_000, 2));

  await vi.waitFor(() => expect(released).toBe(3), { timeout: 5_000 });
  expect(feeder.stats()).toMatchObject({ trouble: null, failures: 1 });
  expect(await stored()).toHaveLength(2);
});

it('feeds a journal that is another one from its oldest entry, although the store had been further', async () => {
  await store.append([], 5_000);
  await append(frame(1_000, 1));
  await append(frame(2_000, 2));

  start();
  await vi.waitFor(() => expect(released).toBe(3), { timeout: 20_000 });
  await append(frame(3_000, 3));
  await vi.waitFor(() => expect(released).toBe(4), { timeout: 20_000 });

  expect(replaced).toEqual([5_000]);
  expect(await stored()).toEqual([
    [1_000, 1],
    [2_000, 2],
    [3_000, 3],
  ]);
});

it('takes rows beside those of the journal, and says when they are durable', async () => {
  start();
  await append(frame(0, 1));

  await feeder.lend([rowsOf(schema, [[50_000, 5]])]);
  await feeder.flushLent();

  expect(await stored()).toEqual([
    [0, 1],
    [50_000, 5],
  ]);
  expect(await store.position()).toBe(2);
});

it('tells the lender when a store that failed has forgotten what was lent, and feeds the journal on', async () => {
  const { append: append_, flush: flush_ } = store;
  start();
  await feeder.lend([rowsOf(schema, [[50_000, 5]])]);
  await feeder.flushLent();

  store.flush = async () => {
    store.flush = flush_;
    throw new StoreUnavailableError('the disk is full');
  };
  await feeder.lend([rowsOf(schema, [[60_000, 6]])]).catch(() => {});
  await expect(feeder.flushLent()).rejects.toThrow('the disk is full');
  store.append = async () => {
    store.append = append_;
    throw new StoreUnavailableError('the store is ill');
  };
  await expect(feeder.lend([rowsOf(schema, [[70_000, 7]])])).rejects.toThrow('the store is ill');
  await append(frame(0, 1));

  await vi.waitFor(() => expect(released).toBe(2), { timeout: 20_000 });
});

it('lets nobody wait for a loan when it is closed', async () => {
  store.append = () => Promise.reject(new StoreUnavailableError('the store is ill'));
  start();
  await feeder.lend([rowsOf(schema, [[0, 5]])]).catch(() => {});
  const waiting = feeder.lend([rowsOf(schema, [[0, 5]])]);
  waiting.catch(() => {});

  await feeder.close(5_000);

  await expect(waiting).rejects.toThrow(StoreUnavailableError);
  await expect(feeder.lend([])).rejects.toThrow('the store is closed');
});

it('gives a store up that never answers, says so, and ends although it hangs', async () => {
  const { append: append_ } = store;
  store.append = () => new Promise(() => {});
  start(true, { deadlineMs: 50 });

  await append(frame(0, 1));
  await vi.waitFor(() => expect(feeder.stats().trouble).toMatchObject({ code: 'no_answer' }), {
    timeout: 20_000,
  });
  store.append = append_;
  await vi.waitFor(() => expect(released).toBe(2), { timeout: 20_000 });
  expect(feeder.stats().trouble).toBeNull();

  store.append = () => new Promise(() => {});
  await feeder.close(50);
  start(true, { deadlineMs: 3_600_000 });
  await append(frame(10_000, 2));
  await feeder.close(50);
});

it('says what a store that is ill is behind by, and when it is tried again', async () => {
  store.append = () => Promise.reject(new StoreUnavailableError('no room', { code: 'disk_full' }));
  start(true, { nowMs: () => 5_000 });

  await append(frame(0, 1), frame(10_000, 2));

  await vi.waitFor(
    () =>
      expect(feeder.stats()).toMatchObject({
        position: 1,
        waitingMs: ARRIVED_MS,
        trouble: { code: 'disk_full', detail: 'no room', sinceMs: 5_000, tries: 1, nextTryAtMs: 5_500 },
      }),
    { timeout: 20_000 },
  );
});

describe('a store that has lost what was durable', () => {
  let setback: Setback | undefined;
  let settled: unknown[];
  beforeEach(() => {
    settled = [];
    setback = { from: 1, to: 31 };
    store.setback = async () => setback;
    store.settle = async () => {
      settled.push(await journal.losses());
      setback = undefined;
    };
  });

  it('may forget that only once the loss is written down, and gets what the journal still has', async () => {
    await journal.storeAt('this one', 1);
    await append(frame(0, 1), frame(10_000, 2));
    await append(frame(20_000, 3));
    batches.shift();
    for (const consumer of CONSUMERS) await journal.release(consumer, 3);
    await journal.saveSenders({ position: 3, senders: new Map() }, []);

    start();

    await vi.waitFor(() => expect(released).toBe(4), { timeout: 20_000 });
    expect(settled).toMatchObject([[{ from: 1, to: 2, reason: 'store_emptied' }]]);
    expect(await stored()).toEqual([[20_000, 3]]);
  });

  it('is asked again, and settles nothing, while the loss cannot be written down', async () => {
    let refusals = 2;
    start(true, {
      storeAt: async (position) => {
        if (refusals-- > 0) throw new JournalFullError(new Error('no room'));
        return journal.storeAt('this one', position);
      },
    });

    await append(frame(0, 1));

    await vi.waitFor(() => expect(released).toBe(2), { timeout: 20_000 });
    expect(settled).toHaveLength(1);
    expect(feeder.stats().failures).toBe(2);
  });
});

describe('while it catches up', () => {
  /** Entries of each append, with how often others had a turn before it. */
  let pieces: { entries: number; turns: number }[];
  let turns: number;
  beforeEach(async () => {
    pieces = [];
    turns = 0;
    for (let batch = 0; batch < 1_000; batch++) {
      await append(...Array.from({ length: 16 }, (_, at) => frame((batch * 16 + at) * 1_000, batch)));
    }
    const { append: append_ } = store;
    store.append = (rows, position) => {
      pieces.push({ entries: rows.length, turns });
      return append_(rows, position);
    };
  });
  const rest = async () => {
    turns++;
    await new Promise((resolve) => setImmediate(resolve));
  };

  it('takes large pieces, and lets others have a turn after each', async () => {
    start(true, { rest });
    await vi.waitFor(() => expect(released).toBe(16_001), { timeout: 20_000 });

    const full = PIECE_BYTES / ENTRY_BYTES;
    const large = pieces.filter(({ entries }) => entries > 0);
    expect(large.length).toBe(Math.ceil(16_000 / (Math.ceil(full / 16) * 16)));
    expect(large.map((piece) => piece.turns)).toEqual(large.map((_, at) => at));
  });

  it('takes small ones as long as somebody asks', async () => {
    start(true, { rest, asked: () => (turns < 10 ? 1 : 0) });
    await vi.waitFor(() => expect(released).toBe(16_001), { timeout: 20_000 });

    const small = Math.ceil(PIECE_WHILE_ASKED_BYTES / ENTRY_BYTES / 16) * 16;
    expect(pieces.slice(0, 10).map(({ entries }) => entries)).toEqual(new Array(10).fill(small));
    expect(pieces[10]?.entries).toBeGreaterThan(10 * small);
  });
});

it('works three quarters of the time while nobody asks and one quarter while somebody does', () => {
  expect(restMs(30, 0)).toBeCloseTo(10);
  expect(restMs(30, 1)).toBeCloseTo(90);
  expect(restMs(20_000, 3)).toBe(250);
});

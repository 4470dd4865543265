import { beforeEach, expect, test } from 'vitest';
import { JournalFullError } from '#collector/journal/journal.ts';
import { memoryJournal } from '#collector/journal/memory-journal.ts';
import type { Judge } from '#collector/rules/judge.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { KeptSchema, SchemaLedger } from '#collector/series/schema-book.ts';
import { encodeFrameBody, encodeMessage, ITEM, type Item, writeHex } from '#protocol/frame.ts';
import { canonicalSchema, type Schema, schemaIdentity } from '#protocol/schema.ts';
import type { Verdict } from './admission.ts';
import { Gatherer } from './gatherer.ts';
import { type IntakeEngine, openIntakeEngine } from './intake-engine.ts';

const TARGET = '11111111-1111-4111-8111-111111111111';
const AGENTS = ['', '22222222-2222-4222-8222-222222222222', '33333333-3333-4333-8333-333333333333'];
const EPOCH = '0123456789abcdef';
const SCHEMA: Schema = {
  probe: 'cpu',
  target: TARGET,
  intervalMs: 10_000,
  columns: [{ metric: 'cpu.usage_active', labels: {}, kind: 'gauge', unit: '%' }],
};

let journal: ReturnType<typeof memoryJournal>;
let engine: IntakeEngine;
let saved: KeptSchema[];
let ledgerFails: boolean;
let journalFails: boolean;

beforeEach(async () => {
  saved = [];
  ledgerFails = false;
  journalFails = false;
  const inner = memoryJournal();
  journal = Object.create(inner, {
    append: {
      value: (bytes: Uint8Array, entries: number) =>
        journalFails ? Promise.reject(new JournalFullError('full')) : inner.append(bytes, entries),
    },
  });
  const schemas: SchemaLedger = {
    all: async () => [],
    byId: async () => undefined,
    async save(added) {
      if (ledgerFails) throw new Error('the ledger is locked');
      saved.push(...added);
    },
  };
  const judge: Judge = {
    position: 1,
    durable: 1,
    uncommitted: 0,
    take() {},
    commit: async () => [],
    async close() {},
  };
  engine = await openIntakeEngine({
    journal,
    book: openSchemaBook(),
    schemas,
    judge: async () => judge,
    organisations: new Map(),
    listener: { schema() {}, records() {}, events() {}, appended() {}, judgingFailed() {} },
    limits: { seriesPerAgent: 5_000, valuesPerLabel: 1_000 },
    nowMs: () => 5_000,
    recordsFrom: 1,
  });
  for (const connection of [1, 2]) {
    const source = AGENTS[connection];
    engine.open({ connection, source, organisation: 'o', epoch: EPOCH, targets: [TARGET] });
  }
});

/** One batch of messages, each from the connection (and the agent) of that number. */
async function send(...messages: [connection: number, ...items: Item[]][]): Promise<Verdict[]> {
  const gatherer = new Gatherer();
  for (const [connection, ...items] of messages) {
    const source = new Uint8Array(16);
    writeHex(source, 0, AGENTS[connection].replaceAll('-', ''));
    const epoch = new Uint8Array(8);
    writeHex(epoch, 0, EPOCH);
    const message = encodeMessage(EPOCH, 5_000, items);
    gatherer.addMessage(connection, message, items.length, { source, epoch, arrivedMs: 5_000, skewMs: 0 });
  }
  const { buffer, bytes, messages: numbers } = gatherer.take(undefined);
  return (await engine.batch(new Uint8Array(buffer, 0, bytes), numbers)).verdicts;
}

function schema(sequence: number): Item {
  return { kind: ITEM.schema, flags: 0, sequence, body: Buffer.from(canonicalSchema(SCHEMA)) };
}

function frame(sequence: number): Item {
  const body = encodeFrameBody(schemaIdentity(SCHEMA), 5_000 + sequence, [sequence]);
  return { kind: ITEM.frame, flags: 0, sequence, body };
}

test('a connection that ended while its message waited costs the others of the batch nothing', async () => {
  await send([1, schema(1)], [2, schema(1)]);
  const { next } = journal;
  engine.forget(1);

  const verdicts = await send([1, frame(2)], [2, frame(2)]);

  expect(verdicts.map(({ ranges }) => ranges)).toEqual([[], [[2, 2]]]);
  expect(journal.next).toBe(next + 1);
});

test('what the journal refused is taken, not acknowledged as known, when it comes again', async () => {
  await send([1, schema(1)]);
  const { next } = journal;
  journalFails = true;
  await expect(send([1, frame(2)])).rejects.toThrow(JournalFullError);
  journalFails = false;

  const [{ ranges }] = await send([1, frame(2)]);

  expect(ranges).toEqual([[2, 2]]);
  expect(journal.next).toBe(next + 1);
});

test('no frame is durable before its schema is, although the ledger refused it at first', async () => {
  ledgerFails = true;
  await expect(send([1, schema(1)])).rejects.toThrow('the ledger is locked');
  await expect(send([1, frame(2)])).rejects.toThrow('the ledger is locked');
  expect(journal.next).toBe(1);
  ledgerFails = false;

  await send([1, schema(1), frame(2)]);

  expect(saved.map(({ id }) => id)).toEqual([schemaIdentity(SCHEMA)]);
  expect(journal.next).toBe(3);
});

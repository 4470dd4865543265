import { beforeEach, expect, test } from 'vitest';
import { JournalFullError } from '#collector/journal/journal.ts';
import { memoryJournal } from '#collector/journal/memory-journal.ts';
import { schemaIdentity } from '#protocol/schema.ts';
import { memorySchemas, openTestEngine, TARGETS, type TestEngine } from './test-engine.ts';
import { frameItem, gaugeSchema, recordItem, schemaItem } from './test-items.ts';

const SCHEMA = gaugeSchema(TARGETS[0]);
const OTHER_SCHEMA = gaugeSchema(TARGETS[1]);

let world: TestEngine;
let schemas: ReturnType<typeof memorySchemas>;
let ledgerFails: boolean;
let journalFails: boolean;
beforeEach(async () => {
  ledgerFails = false;
  journalFails = false;
  const inner = memoryJournal();
  const journal: typeof inner = Object.create(inner, {
    append: {
      value: (bytes: Uint8Array, entries: number) =>
        journalFails ? Promise.reject(new JournalFullError('full')) : inner.append(bytes, entries),
    },
  });
  schemas = memorySchemas();
  const save = schemas.save;
  schemas.save = async (...wanted) => {
    if (ledgerFails) throw new Error('the ledger is locked');
    await save(...wanted);
  };
  world = await openTestEngine({ journal, schemas });
});

const frame = (sequence: number) => frameItem(sequence, SCHEMA, 4_000 + sequence, [sequence]);

test('a connection that ended while its message waited costs the others of the batch nothing', async () => {
  await world.send({ items: [schemaItem(1, SCHEMA)] }, { agent: 1, items: [schemaItem(1, OTHER_SCHEMA)] });
  const { next } = world.journal;
  world.engine.forget(world.connection(0));

  const verdicts = await world.send(
    { items: [frame(2)] },
    { agent: 1, items: [frameItem(2, OTHER_SCHEMA, 4_002, [2])] },
  );

  expect(verdicts.map(({ ranges }) => ranges)).toEqual([[], [[2, 2]]]);
  expect(world.journal.next).toBe(next + 1);
});

test('what the journal refused is taken, not acknowledged as known, when it comes again', async () => {
  await world.send({ items: [schemaItem(1, SCHEMA)] });
  const { next } = world.journal;
  journalFails = true;
  await expect(world.send({ items: [frame(2)] })).rejects.toThrow(JournalFullError);
  journalFails = false;

  const [{ ranges }] = await world.send({ items: [frame(2)] });

  expect(ranges).toEqual([[2, 2]]);
  expect(world.journal.next).toBe(next + 1);
});

test('a batch that failed leaves no gap behind, neither by what came in it nor by what it skipped', async () => {
  await world.send({ items: [schemaItem(1, SCHEMA)] });
  journalFails = true;
  await expect(world.send({ items: [frame(9), frame(3)] })).rejects.toThrow(JournalFullError);
  expect(world.engine.openGaps()).toEqual(new Map());
  journalFails = false;

  await world.send({
    items: [frame(2), frame(3), frame(4), frame(5), frame(6), frame(7), frame(8), frame(9)],
  });

  expect(world.engine.openGaps()).toEqual(new Map());
});

test('what a failed batch refused is refused again, not acknowledged', async () => {
  const bad = recordItem(1, 1, { target: TARGETS[1], kind: 'event', key: '', data: {} });
  journalFails = true;
  await expect(world.send({ items: [bad] })).rejects.toThrow(JournalFullError);
  journalFails = false;

  const [verdict] = await world.send({ items: [bad] });

  expect(verdict.ranges).toEqual([]);
  expect(verdict.refused.map(({ code }) => code)).toEqual(['foreign_target']);
});

test('no frame is durable before its schema is, although the ledger refused it at first', async () => {
  ledgerFails = true;
  await expect(world.send({ items: [schemaItem(1, SCHEMA)] })).rejects.toThrow('the ledger is locked');
  await expect(world.send({ items: [frame(2)] })).rejects.toThrow('the ledger is locked');
  expect(world.journal.next).toBe(1);
  ledgerFails = false;

  await world.send({ items: [schemaItem(1, SCHEMA), frame(2)] });

  expect([...schemas.kept.keys()]).toEqual([schemaIdentity(SCHEMA)]);
  expect(world.journal.next).toBe(3);
});

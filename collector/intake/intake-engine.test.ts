import { describe, expect, test } from 'vitest';
import { memoryJournal } from '#collector/journal/memory-journal.ts';
import { OUTBOX_LOSS } from '#protocol/agent-report.ts';
import type { Item } from '#protocol/frame.ts';
import { canonicalSchema } from '#protocol/schema.ts';
import { PushEntries } from './push-entries.ts';
import { MAX_UNTAKEN } from './record-reader.ts';
import { AGENTS, EPOCH, memorySchemas, openTestEngine, TARGETS } from './test-engine.ts';
import { frameItem, gaugeSchema, recordItem, schemaItem } from './test-items.ts';

const SCHEMA = gaugeSchema(TARGETS[0]);
const frame = (sequence: number) => frameItem(sequence, SCHEMA, 1_000 + sequence, [sequence]);
const event = (sequence: number, key = 'e', data: unknown = {}): Item =>
  recordItem(sequence, sequence, { target: TARGETS[0], kind: 'event', key, data: data as null });
const foreign = (sequence: number) =>
  recordItem(sequence, 1, { target: TARGETS[1], kind: 'event', key: '', data: {} });

describe('gaps', () => {
  test('what was refused or lost by the agent stays no gap over a crash', async () => {
    const journal = memoryJournal();
    const schemas = memorySchemas();
    const before = await openTestEngine({ journal, schemas });
    await before.send({ items: [schemaItem(1, SCHEMA), frame(2), foreign(3), frame(4), frame(9)] });
    await before.send({
      items: [event(10, OUTBOX_LOSS, { epoch: EPOCH, ranges: [[5, 7]], reason: 'outbox_full' })],
    });
    const gaps = before.engine.openGaps();
    expect(gaps.get(AGENTS[0])?.map(({ from, to, missing }) => [from, to, missing])).toEqual([[5, 8, 1]]);

    const after = await openTestEngine({ journal, schemas });

    expect(after.engine.openGaps()).toEqual(gaps);
    await after.send({ items: [frame(8)] });
    expect(after.engine.openGaps()).toEqual(new Map());
  });

  test('an agent cannot close the gaps of another', async () => {
    const { engine, send } = await openTestEngine();
    await send({ items: [schemaItem(1, SCHEMA), frame(3)] });
    const loss = { epoch: EPOCH, ranges: [[2, 2]], reason: 'outbox_full' };

    await send({
      agent: 1,
      items: [recordItem(1, 1, { target: TARGETS[1], kind: 'event', key: OUTBOX_LOSS, data: loss })],
    });

    expect(engine.openGaps().get(AGENTS[0])).toHaveLength(1);
  });

  test('a connection is told what of its epoch is settled', async () => {
    const { engine, send } = await openTestEngine();
    await send({ items: [schemaItem(1, SCHEMA), frame(2), foreign(3), frame(5)] });

    const have = engine.open({
      connection: 99,
      source: AGENTS[0],
      organisation: 'o',
      epoch: EPOCH,
      targets: [TARGETS[0]],
    });

    expect(have).toEqual([
      [1, 3],
      [5, 5],
    ]);
  });
});

describe('records', () => {
  test('hold the journal until they are taken', async () => {
    const { engine, journal, send, records } = await openTestEngine();
    await send({ items: [event(1), event(2)] });
    for (const consumer of ['store', 'judging'] as const) await journal.release(consumer, 3);
    await journal.saveSenders({ position: 3, senders: new Map() }, []);
    await engine.tick();
    const oldestBefore = journal.oldest;

    engine.recordsTaken((records.at(-1)?.position ?? 0) + 1);
    await engine.tick();
    await journal.release('store', journal.next);

    expect(oldestBefore).toBe(1);
    expect(journal.oldest).toBeGreaterThan(2);
  });

  test('do not hold a journal that has none', async () => {
    const { engine, journal, send } = await openTestEngine();
    await send({ items: [schemaItem(1, SCHEMA), frame(2)] });

    await engine.tick();
    await journal.release('store', journal.next);
    await journal.release('judging', journal.next);
    await journal.saveSenders({ position: journal.next, senders: new Map() }, []);

    expect(journal.oldest).toBeGreaterThan(2);
  });

  test('are told only so many before they are taken, and then the others, in order and once', async () => {
    const { engine, send, records } = await openTestEngine();
    const total = 3 * MAX_UNTAKEN;
    for (let first = 1; first <= total; first += 64) {
      await send({ items: Array.from({ length: 64 }, (_, index) => event(first + index)) });
    }
    expect(records).toHaveLength(MAX_UNTAKEN);

    while (records.length < total) {
      const told = records.length;
      engine.recordsTaken((records.at(-1)?.position ?? 0) + 1);
      await expect.poll(() => records.length).toBeGreaterThan(told);
    }

    expect(records.map(({ timeMs }) => timeMs)).toEqual(
      Array.from({ length: total }, (_, index) => index + 1),
    );
  });

  test('that were never taken are told again after a crash', async () => {
    const journal = memoryJournal();
    const before = await openTestEngine({ journal });
    await before.send({ items: [event(1), event(2), event(3)] });

    const after = await openTestEngine({ journal, recordsFrom: 2 });

    await expect.poll(() => after.records.map(({ position }) => position)).toEqual([2, 3]);
  });
});

test('a target keeps its organisation, whoever else writes about it', async () => {
  const organisations = new Map<string, string>([[TARGETS[0], 'theirs']]);
  const { engine } = await openTestEngine({ organisations });
  engine.open({
    connection: 77,
    source: AGENTS[1],
    organisation: 'ours',
    epoch: undefined,
    targets: undefined,
  });
  const pushed = new PushEntries(AGENTS[1], 5_000, 1_000);
  pushed.addSchema(canonicalSchema(SCHEMA));
  pushed.addSchema(canonicalSchema(gaugeSchema(TARGETS[1])));

  await engine.batch(pushed.take(), Uint32Array.of(77, pushed.count));

  expect([...organisations]).toEqual([
    [TARGETS[0], 'theirs'],
    [TARGETS[1], 'ours'],
  ]);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENTRY } from '#collector/journal/entry.ts';
import { JournalFullError, ORIGIN } from '#collector/journal/journal.ts';
import { openSqliteJournal, type SqliteJournal } from '#collector/journal/sqlite-journal.ts';
import { type Item, readHex, readSequence } from '#protocol/frame.ts';
import { AGENTS, memorySchemas, openTestEngine, TARGETS, type TestEngine } from './test-engine.ts';
import { frameItem, gaugeSchema, recordItem, schemaItem } from './test-items.ts';

const EPOCHS = ['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'];
const LAST = 24;

const message = fc.record({
  agent: fc.constantFrom(0 as const, 1 as const),
  epoch: fc.constantFrom(...EPOCHS),
  sequences: fc.array(fc.integer({ min: 2, max: LAST }), { minLength: 1, maxLength: 12 }),
});
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('send' as const),
      messages: fc.array(message, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('send on a full disk' as const),
      messages: fc.array(message, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'save' as const, messages: [] }) },
  { weight: 2, arbitrary: fc.constant({ what: 'crash' as const, messages: [] }) },
  { weight: 1, arbitrary: fc.constant({ what: 'stop' as const, messages: [] }) },
);

/** Every fifth is refused: it is of a target that the agent may not write. */
function itemOf(agent: 0 | 1, sequence: number): Item {
  if (sequence % 5 === 0)
    return recordItem(sequence, 1, { target: TARGETS[1 - agent], kind: 'event', key: '', data: sequence });
  return frameItem(sequence, gaugeSchema(TARGETS[agent]), 1_000 + sequence, [sequence]);
}

/** The file of a journal, over crashes of the engine that works on it. */
class World {
  readonly #directory = mkdtempSync(join(tmpdir(), 'ward-once-'));
  readonly #schemas = memorySchemas();
  readonly #abandoned: SqliteJournal[] = [];
  #journal: SqliteJournal | undefined;
  #nowMs = 10_000;
  isFull = false;
  engine: TestEngine | undefined;

  async open(): Promise<TestEngine> {
    const journal = openSqliteJournal({
      file: join(this.#directory, 'journal.sqlite'),
      limitBytes: 2 ** 40,
      nowMs: () => this.#nowMs,
      onLoss: () => {},
    });
    this.#journal = journal;
    const world = this;
    this.engine = await openTestEngine({
      journal: new Proxy(journal, {
        get(target, name) {
          if (name === 'append' && world.isFull) return () => Promise.reject(new JournalFullError('full'));
          const value = Reflect.get(target, name, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      }),
      schemas: this.#schemas,
      // Only what the senders were not saved with is read again.
      judge: async () => ({
        position: Number.MAX_SAFE_INTEGER,
        durable: 1,
        uncommitted: 0,
        take() {},
        commit: async () => [],
        async close() {},
      }),
      nowMs: () => this.#nowMs,
    });
    for (const agent of [0, 1] as const)
      await this.engine.send({
        agent,
        epoch: EPOCHS[0],
        items: [schemaItem(1, gaugeSchema(TARGETS[agent]))],
      });
    return this.engine;
  }

  async save(): Promise<void> {
    this.#nowMs += 20_000;
    await this.engine?.engine.tick();
  }

  /** As SIGKILL leaves it: nothing is saved. */
  crash(): Promise<TestEngine> {
    if (this.#journal) this.#abandoned.push(this.#journal);
    return this.open();
  }

  async stop(): Promise<TestEngine> {
    await this.engine?.engine.close();
    return this.open();
  }

  /** How often each sequence of each sender stands in the journal. */
  async counted(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (let position = 1; ; ) {
      const batch = await this.#journal?.read(position);
      if (!batch) return counts;
      const { bytes } = batch;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let at = 0; at < bytes.length; at += view.getUint32(at, true)) {
        if (view.getUint32(at + ENTRY.origin, true) !== ORIGIN.agent) continue;
        const agent = AGENTS.findIndex(
          (id) => id.replaceAll('-', '') === readHex(bytes, at + ENTRY.source, 16),
        );
        const key = `${agent} ${readHex(bytes, at + ENTRY.epoch, 8)} ${readSequence(view, at + ENTRY.sequence)}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      position = batch.position + batch.entries;
    }
  }

  async remove(): Promise<void> {
    await this.#journal?.close();
    for (const journal of this.#abandoned) await journal.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

test('whatever is sent twice, out of order, on a full disk and over crashes stands in the journal once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
      const world = new World();
      try {
        let engine = await world.open();
        const acknowledged = new Set<string>();
        const refused = new Set<string>();
        for (const { what, messages } of steps) {
          if (what === 'save') await world.save();
          else if (what === 'crash') engine = await world.crash();
          else if (what === 'stop') engine = await world.stop();
          else await send(messages, what === 'send on a full disk');
        }
        const all = Array.from({ length: LAST - 1 }, (_, index) => index + 2);
        await send(
          EPOCHS.flatMap((epoch) => ([0, 1] as const).map((agent) => ({ agent, epoch, sequences: all }))),
          false,
        );

        const counts = await world.counted();
        for (const [key, count] of counts) expect([key, count]).toEqual([key, 1]);
        for (const key of acknowledged) expect(counts.has(key) || refused.has(key)).toBe(true);
        for (const key of refused) expect(counts.has(key)).toBe(false);
        expect(acknowledged.size + refused.size).toBeGreaterThanOrEqual(2 * EPOCHS.length * all.length);
        const gaps = [...engine.engine.openGaps().values()].flat();
        // The schemas came under the first epoch only, so that the first sequence of the second is missing.
        expect(gaps.map(({ epoch, from, missing }) => [epoch, from, missing])).toEqual([
          [EPOCHS[1], 1, 1],
          [EPOCHS[1], 1, 1],
        ]);

        async function send(
          wanted: { agent: 0 | 1; epoch: string; sequences: number[] }[],
          isFull: boolean,
        ): Promise<void> {
          world.isFull = isFull;
          const sent = wanted.map(({ agent, epoch, sequences }) => ({
            agent,
            epoch,
            items: sequences.map((sequence) => itemOf(agent, sequence)),
          }));
          const verdicts = await engine.send(...sent).catch((error) => {
            // Nothing that is new is taken; a batch of nothing but known ones needs no disk.
            if (!isFull || !(error instanceof JournalFullError)) throw error;
            return [];
          });
          world.isFull = false;
          for (const [index, { ranges, refused: named }] of verdicts.entries()) {
            const { agent, epoch } = wanted[index];
            for (const [from, to] of ranges)
              for (let each = from; each <= to; each++) acknowledged.add(`${agent} ${epoch} ${each}`);
            for (const { range } of named)
              for (let each = range[0]; each <= range[1]; each++) refused.add(`${agent} ${epoch} ${each}`);
          }
        }
      } finally {
        await world.remove();
      }
    }),
    { numRuns: 25 },
  );
});

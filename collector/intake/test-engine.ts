import type { Journal } from '#collector/journal/journal.ts';
import { memoryJournal } from '#collector/journal/memory-journal.ts';
import type { Judge } from '#collector/rules/judge.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { KeptSchema, SchemaLedger } from '#collector/series/schema-book.ts';
import { encodeMessage, type Item, writeHex } from '#protocol/frame.ts';
import type { Verdict } from './admission.ts';
import { Gatherer } from './gatherer.ts';
import { type EngineOptions, type IntakeEngine, openIntakeEngine } from './intake-engine.ts';
import type { ArrivedRecord } from './record-reader.ts';

export const EPOCH = '0123456789abcdef';
export const AGENTS = [
  '11111111-1111-4111-8111-111111111111',
  '22222222-2222-4222-8222-222222222222',
] as const;
/** Each agent may write the target of its number, and nothing else. */
export const TARGETS = [
  'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
] as const;

/** One message of the agent with that number. */
export interface TestMessage {
  agent?: 0 | 1;
  epoch?: string;
  items: Item[];
}

/** An engine with two agents connected, for tests. */
export interface TestEngine {
  engine: IntakeEngine;
  journal: Journal;
  /** What was told and waits for `recordsTaken`. */
  records: ArrivedRecord[];
  /** One batch of messages. */
  send(...messages: TestMessage[]): Promise<Verdict[]>;
  /** Number of the connection of that agent and epoch, opened at its first use. */
  connection(agent: 0 | 1, epoch?: string): number;
}

export interface TestEngineOptions extends Partial<EngineOptions> {
  /** Further targets that both agents may write. */
  moreTargets?: readonly string[];
}

export async function openTestEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const journal = options.journal ?? memoryJournal();
  const nowMs = options.nowMs ?? (() => 5_000);
  const records: ArrivedRecord[] = [];
  const connections = new Map<string, number>();
  const engine = await openIntakeEngine({
    journal,
    noticesBeginnings: true,
    book: openSchemaBook(),
    schemas: memorySchemas(),
    judge: async () => idleJudge(),
    organisations: new Map(),
    listener: {
      schema() {},
      records: (told) => records.push(...told),
      events() {},
      appended() {},
      judgingFailed() {},
    },
    limits: { seriesPerAgent: 5_000, seriesPerPollingAgent: 1_000_000, valuesPerLabel: 1_000 },
    nowMs,
    recordsFrom: 1,
    ...options,
  });

  function connection(agent: 0 | 1, epoch = EPOCH): number {
    const known = connections.get(`${agent} ${epoch}`);
    if (known !== undefined) return known;
    const number = connections.size + 1;
    connections.set(`${agent} ${epoch}`, number);
    const targets = [TARGETS[agent], ...(options.moreTargets ?? [])];
    engine.open({ connection: number, source: AGENTS[agent], organisation: 'o', epoch, targets });
    return number;
  }

  return {
    engine,
    journal,
    records,
    connection,
    async send(...messages) {
      const gatherer = new Gatherer();
      for (const { agent = 0, epoch = EPOCH, items } of messages) {
        const source = new Uint8Array(16);
        writeHex(source, 0, AGENTS[agent].replaceAll('-', ''));
        const epochBytes = new Uint8Array(8);
        writeHex(epochBytes, 0, epoch);
        gatherer.addMessage(connection(agent, epoch), encodeMessage(epoch, nowMs(), items), items.length, {
          source,
          epoch: epochBytes,
          arrivedMs: nowMs(),
          skewMs: 0,
        });
      }
      const { buffer, bytes, messages: numbers } = gatherer.take(undefined);
      return (await engine.batch(new Uint8Array(buffer, 0, bytes), numbers)).verdicts;
    },
  };
}

/** Schemas that last as long as the object. */
export function memorySchemas(): SchemaLedger & { kept: Map<string, KeptSchema> } {
  const kept = new Map<string, KeptSchema>();
  return {
    kept,
    all: async () => [...kept.values()],
    byId: async (id) => kept.get(id),
    async save(schemas) {
      for (const { id, schema } of schemas) kept.set(id, { id, schema });
    },
  };
}

/** A judge that has judged everything and never finds anything. */
function idleJudge(): Judge {
  let position = 1;
  return {
    get position() {
      return position;
    },
    get durable() {
      return position;
    },
    uncommitted: 0,
    take(batch) {
      position = batch.position + batch.entries;
    },
    commit: async () => [],
    async close() {},
  };
}

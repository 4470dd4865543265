/*
 * Test support: the sending half of an agent before a real test collector, measuring whatever a test says.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { encodeFrameBody, ITEM, type Item } from '#protocol/frame.ts';
import { canonicalSchema, type Schema, schemaIdentity } from '#protocol/schema.ts';
import { createLog } from '../log.ts';
import { type Outbox, openOutbox } from '../outbox/outbox.ts';
import { openSchemaShelf, type SchemaShelf } from '../outbox/schema-shelf.ts';
import { parseAddress } from './address.ts';
import { createSender, type Sender } from './sender.ts';
import { startTestCollector, type TestCollector } from './test-collector.ts';
import { createUplink, UPLINK_TIMES, type Uplink, type UplinkOptions } from './uplink.ts';

/** The schema of what is measured with a width of 1. */
export const SCHEMA: Schema = {
  probe: 'load',
  target: 'target-1',
  intervalMs: 10_000,
  columns: [{ metric: 'system.load1', labels: {}, kind: 'gauge', unit: '1' }],
};
export const SCHEMA_ID = schemaIdentity(SCHEMA);
export const SCHEMA_BODY: Uint8Array = Buffer.from(canonicalSchema(SCHEMA));

/** One folder, one collector and what was logged; everything ends with `close`. */
export interface TestBench {
  folder: string;
  logged: string[];
  /** May be replaced by another on the way; the last one is closed. */
  collector: TestCollector;
  startAgent(options?: Partial<UplinkOptions>, isStarted?: boolean): Promise<TestAgent>;
  /** Closes something else at the end, before the collector. */
  closeLater(close: () => Promise<void>): void;
  close(): Promise<void>;
}

export async function openTestBench(): Promise<TestBench> {
  const closing: (() => Promise<void>)[] = [];
  const bench: TestBench = {
    folder: mkdtempSync(join(tmpdir(), 'ward-uplink-')),
    logged: [],
    collector: await startTestCollector(),
    startAgent: (options = {}, isStarted = true) => startTestAgent(bench, options, isStarted, closing),
    closeLater: (close) => closing.push(close),
    async close() {
      for (const close of closing.reverse()) await close();
      await bench.collector.close();
      rmSync(bench.folder, { recursive: true, force: true });
    },
  };
  return bench;
}

/** Waits for a condition; fails when it does not come true. */
export async function until(isTrue: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isTrue()).toBe(true), { timeout: 12_000, interval: 5 });
}

/** An outbox, a sender and an uplink, put together as an agent does. */
export interface TestAgent {
  outbox: Outbox;
  shelf: SchemaShelf;
  sender: Sender;
  uplink: Uplink;
  setKey(key: string): void;
  append(items: readonly Pick<Item, 'kind' | 'body'>[]): void;
  /** Appends a frame of one value, behind its schema when it is the first. */
  measure(value: number, width?: number): void;
}

async function startTestAgent(
  bench: TestBench,
  options: Partial<UplinkOptions>,
  isStarted: boolean,
  closing: (() => Promise<void>)[],
): Promise<TestAgent> {
  const { folder, logged } = bench;
  const outbox = await openOutbox({
    folder: join(folder, 'outbox'),
    limitBytes: 16 * 1024 ** 2,
    onLoss: () => {},
    onDisk: () => {},
    monotonicMs: () => performance.now(),
  });
  const shelf = await openSchemaShelf(join(folder, 'schemas'));
  const log = createLog({ write: (line) => logged.push(line), isPretty: false, wallMs: Date.now });
  const sender = createSender({
    outbox,
    shelf,
    wallMs: Date.now,
    monotonicMs: () => performance.now(),
    onRefused: (code, detail) => log.warn('refused', { code, detail }),
  });
  let key = 'the-key';
  const uplink = createUplink({
    addresses: [parseAddress(bench.collector.url)],
    connection: { connectTimeoutMs: 1_000 },
    caller: {
      get key() {
        return key;
      },
      hello: () => ({
        type: 'hello',
        protocol: 1,
        version: '0.1.0',
        epoch: outbox.epoch,
        run: 'run-1',
        machine: 'machine-1',
        hostname: 'host-1',
        assignment: 7,
      }),
    },
    sender,
    log,
    random: Math.random,
    wallMs: Date.now,
    times: {
      ...UPLINK_TIMES,
      welcomeTimeoutMs: 300,
      silenceMs: 400,
      answerTimeoutMs: 600,
      retryWebSocketMs: 100,
      usual: { firstMs: 5, maxMs: 20 },
    },
    onWelcome: ({ have }) => outbox.release(outbox.epoch, have),
    onAsked: () => {},
    onUnauthorized: async () => false,
    ...options,
  });
  closing.push(async () => {
    await uplink.close(0);
    await outbox.close();
  });
  const schemas = new Set<number>();
  const agent: TestAgent = {
    outbox,
    shelf,
    sender,
    uplink,
    setKey(newKey) {
      key = newKey;
    },
    append: (items) => uplink.offer(outbox.append(items).items),
    measure(value, width = 1) {
      const schema = width === 1 ? SCHEMA : wideSchema(width);
      const items: Pick<Item, 'kind' | 'body'>[] = [];
      if (!schemas.has(width)) {
        schemas.add(width);
        const body = width === 1 ? SCHEMA_BODY : Buffer.from(canonicalSchema(schema));
        void shelf.put(schemaIdentity(schema), body);
        items.push({ kind: ITEM.schema, body });
      }
      const values = new Float64Array(width).fill(value);
      items.push({ kind: ITEM.frame, body: encodeFrameBody(schemaIdentity(schema), Date.now(), values) });
      agent.append(items);
    },
  };
  if (isStarted) uplink.start();
  return agent;
}

function wideSchema(width: number): Schema {
  const column = SCHEMA.columns[0] as Schema['columns'][number];
  return {
    ...SCHEMA,
    columns: Array.from({ length: width }, (_, index) => ({ ...column, labels: { n: `${index}` } })),
  };
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEmbeddedStore } from '../embedded/embedded-store.ts';
import { memoryStore } from '../memory-store.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '../store.ts';
import { rowsOf, START, schemaOf } from '../store-history.ts';
import { CopyDesk, type CopyDeskOptions } from './copy-desk.ts';
import { readCopyOrder, type WrittenCopyOrder } from './copy-order.ts';
import { DAY_MS } from './copy-plan.ts';
import { keepOrder, keptOrders } from './kept-orders.ts';

const FOR_EVER = Number.MAX_SAFE_INTEGER;
const DAYS = 3;

const folder = mkdtempSync(join(tmpdir(), 'ward-copy-desk-'));
const old = join(folder, 'old');
beforeAll(async () => {
  const store = await openEmbeddedStore(join(old, 'store'));
  for (let day = 0; day < DAYS; day++) {
    const pairs = Array.from({ length: 96 }, (_, at) => [day * DAY_MS + at * 900_000, at]);
    await store.append([rowsOf(schemaOf('a'), pairs)], 1);
  }
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const order = (more: Partial<WrittenCopyOrder> = {}): WrittenCopyOrder => ({
  from: `embedded:${old}`,
  to: 'memory',
  fromMs: 0,
  toMs: START + 100 * DAY_MS,
  share: 1,
  does: 'copy',
  ...more,
});

function deskOf(store: Store, name: string, more: Partial<CopyDeskOptions> = {}): CopyDesk {
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  return new CopyDesk({
    address: { kind: 'memory' },
    store,
    lend: (rows) => store.append(rows, 7),
    flushLent: () => store.flush(),
    isBehind: () => false,
    isAsked: () => false,
    open: { dataDir, retention: { rawMs: FOR_EVER, minuteMs: FOR_EVER, hourMs: FOR_EVER } },
    wants: async () => true,
    nowMs: Date.now,
    ...more,
  });
}

async function count(store: Store): Promise<number> {
  const query = { selector: { metric: 'cpu.usage_active' }, fromMs: 0, toMs: START * 2, stepMs: 0 };
  const [columns] = await store.query({ ...query, aggregation: 'last' }, DEFAULT_QUERY_LIMITS);
  return columns?.values.length ?? 0;
}

it('goes on by itself after the collector was restarted, and keeps no order that has ended', async () => {
  const store = memoryStore();
  const before = deskOf(store, 'restart', { isBehind: () => true });
  const interrupted = before.run(order());
  await before.close();
  expect(await interrupted.catch((error: Error) => error)).toMatchObject({ finished: false });
  expect(keptOrders(join(folder, 'restart'))).toHaveLength(1);

  const outcome = await deskOf(store, 'restart').resume();

  expect(outcome).toMatchObject({ finished: true, differencesFound: 0 });
  expect(await count(store)).toBe(DAYS * 96);
  expect(keptOrders(join(folder, 'restart'))).toEqual([]);
});

it('does nothing as long as live rows wait', async () => {
  const store = memoryStore();
  let isBehind = true;
  const desk = deskOf(store, 'behind', { isBehind: () => isBehind });

  const running = desk.run(order());
  await sleep(200);
  expect(await count(store)).toBe(0);
  expect(desk.status().running).toMatchObject({ to: 'memory', progress: { phase: 'planning' } });
  isBehind = false;

  expect(await running).toMatchObject({ finished: true, written: DAYS * 96 * 2 });
});

it('carries out one order at a time, and the same one again together with the first', async () => {
  const desk = deskOf(memoryStore(), 'one');

  const [first, same, other] = await Promise.allSettled([
    desk.run(order()),
    desk.run(order()),
    desk.run(order({ from: 'memory', to: `embedded:${join(folder, 'new')}` })),
  ]);

  expect(first).toMatchObject({ status: 'fulfilled' });
  expect(same).toEqual(first);
  expect(other).toMatchObject({ reason: { message: expect.stringContaining('one at a time is allowed') } });
});

it('ends in good order when it is told to, and is not taken up again', async () => {
  const desk = deskOf(memoryStore(), 'cancel', { isBehind: () => true });
  const running = desk.run(order());

  expect(await desk.cancel()).toBe(true);

  expect(await running).toMatchObject({ finished: false });
  expect(desk.resume()).toBeUndefined();
  expect(await desk.cancel()).toBe(false);
});

it('writes no secret down, and says which copy needs its order again', () => {
  const dataDir = join(folder, 'secret');
  const written = order({ from: 'influxdb://me:hunter2@127.0.0.1:1/ward' });

  keepOrder(dataDir, readCopyOrder(written), written);

  const [name] = readdirSync(join(dataDir, 'copies'));
  expect(readFileSync(join(dataDir, 'copies', name, 'order.json'), 'utf8')).not.toContain('hunter2');
  const desk = deskOf(memoryStore(), 'secret');
  expect(desk.resume()).toBeUndefined();
  expect(desk.status().unfinished).toEqual([{ from: 'influxdb://127.0.0.1:1/ward', to: 'memory' }]);
});

it('refuses an order that makes no sense in one sentence', async () => {
  const desk = deskOf(memoryStore(), 'nonsense');

  await expect(desk.run({ ...order(), from: 'nowhere' })).rejects.toThrow(
    '"nowhere" is no address of a store; allowed is "embedded"',
  );
  await expect(desk.run({ ...order(), share: 7 })).rejects.toThrow('share: ');
});

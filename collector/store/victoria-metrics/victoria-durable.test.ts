import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import {
  startVictoriaMetrics,
  startVmagent,
  startVmauth,
  type VictoriaMetrics,
} from '#scripts/servers/victoria-metrics.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '../store.ts';
import { rowsOf, START, schemaOf } from '../store-history.ts';
import { DURABLE_AFTER_MS } from './marks.ts';
import { addressOf, type Folders, folders } from './test-victoria.ts';

const TARGETS = Array.from({ length: 20 }, (_, at) => `target-${at}`);

/** Feeds one row of each target a position, as the feeder does: after a failure from the store's position on. */
class Feed {
  next = 1;
  failures: string[] = [];
  furthest = 1;
  readonly #store: Store;
  #running = true;
  #done: Promise<void>;

  constructor(store: Store, everyMs: number) {
    this.#store = store;
    this.#done = this.#run(everyMs);
  }

  async #run(everyMs: number): Promise<void> {
    // What comes again comes as fast as it can.
    const pause = () => sleep(this.next < this.furthest ? 0 : everyMs);
    for (let flushedMs = 0; this.#running; await pause()) {
      try {
        const rows = TARGETS.map((target) => rowsOf(schemaOf(target), [[this.next * 100, this.next]]));
        await this.#store.append(rows, this.next + 1);
        this.next++;
        this.furthest = Math.max(this.furthest, this.next);
        if (performance.now() - flushedMs < 500) continue;
        await this.#store.flush();
        flushedMs = performance.now();
      } catch (error) {
        this.failures.push((error as Error).message);
        this.next = await this.#store.position();
        await sleep(100);
      }
    }
  }

  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
  }
}

/** The positions of which a target has its row, each as often as it has it. */
async function positionsAt(node: VictoriaMetrics, target: string): Promise<number[]> {
  await node.forceFlush();
  const body = new URLSearchParams({
    'match[]': `cpu_usage_active{target="${target}"}`,
    reduce_mem_usage: '0',
  });
  const text = await (await fetch(`${node.url}/api/v1/export`, { method: 'POST', body })).text();
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => JSON.parse(line).values as number[]).sort((a, b) => a - b);
}

const upTo = (end: number) => Array.from({ length: end - 1 }, (_, at) => at + 1);

// Mostly waiting, for what a server brings to its disk in its own time: all at once.
describeWith('victoria-metrics', 'what VictoriaMetrics keeps when it is killed', () => {
  const stores: Folders = folders();
  afterAll(() => stores.remove());
  const addressAt = (url: string) => addressOf(url.replace('http:', 'victoriametrics:'));

  describe.concurrent('under load', () => {
    it('is everything before the durable position, and the rest is fed again', {
      timeout: 90_000,
    }, async () => {
      const node = await startVictoriaMetrics();
      const store = await stores.open({
        address: addressAt(node.url),
        durableAfterMs: DURABLE_AFTER_MS,
        lookEveryMs: 500,
      });
      const feed = new Feed(store, 20);
      await vi.waitUntil(async () => (await store.position()) > 20, { timeout: 60_000, interval: 20 });
      const killedAt = feed.next;

      await node.kill();
      const durable = await store.position();
      await node.restart();
      const kept = await Promise.all(TARGETS.map((target) => positionsAt(node, target)));
      await vi.waitUntil(() => feed.next > killedAt + 50, { timeout: 60_000, interval: 20 });
      await feed.stop();
      await store.flush();

      expect(durable).toBeLessThan(killedAt);
      for (const positions of kept) expect(positions.slice(0, durable - 1)).toEqual(upTo(durable));
      for (const target of TARGETS) expect(await positionsAt(node, target)).toEqual(upTo(feed.next));
      expect(feed.failures.length).toBeGreaterThan(0);
      expect(await store.setback()).toBeUndefined();
      await store.close();
      await node.stop();
    });

    it('is all that was appended before a flush that lasts', { timeout: 90_000 }, async () => {
      const node = await startVictoriaMetrics();
      const store = await stores.open({ address: addressAt(node.url), lookEveryMs: 3_000 });
      await store.append([rowsOf(schemaOf('a'), [[0, 1]])], 7);
      await store.flush();
      expect(await store.position()).toBe(1);

      await store.flush('lasting');

      expect(await store.position()).toBe(7);
      await store.close();
      await node.stop();
    });

    it('makes no hole when the server was killed between two requests', { timeout: 90_000 }, async () => {
      const node = await startVictoriaMetrics();
      const store = await stores.open({
        address: addressAt(node.url),
        durableAfterMs: DURABLE_AFTER_MS,
        lookEveryMs: 500,
      });
      const feed = new Feed(store, 20);
      await vi.waitUntil(() => feed.next > 60, { timeout: 30_000, interval: 20 });
      await feed.stop();

      await node.kill();
      await node.restart();
      const again = new Feed(store, 20);
      again.next = feed.next;
      await vi.waitUntil(
        () => again.failures.length > 0 && again.next > feed.next && again.next >= again.furthest,
        {
          timeout: 60_000,
          interval: 20,
        },
      );
      await again.stop();
      await store.flush();

      expect(again.failures[0]).toMatch(/started anew|missing|cannot be reached/);
      for (const target of TARGETS) expect(await positionsAt(node, target)).toEqual(upTo(again.next));
      await store.close();
      await node.stop();
    });

    it('is on both of two nodes behind vmagent and vmauth, one of which is killed', {
      timeout: 90_000,
    }, async () => {
      const nodes = await Promise.all([startVictoriaMetrics(), startVictoriaMetrics()]);
      const urls = nodes.map(({ url }) => url);
      const agent = await startVmagent(urls, ['-remoteWrite.queues=1']);
      const door = await startVmauth(
        JSON.stringify({
          users: [
            {
              username: 'ward',
              password: 'secret',
              url_map: [{ src_paths: ['/write'], url_prefix: agent.url }],
              url_prefix: urls,
            },
          ],
        }),
      );
      const store = await stores.open({
        address: addressAt(door.url.replace('//', '//ward:secret@')),
        durableAfterMs: 2_000,
        lookEveryMs: 500,
        untilReadable: () => sleep(4_000),
      });
      const feed = new Feed(store, 50);
      await vi.waitUntil(() => feed.next > 20, { timeout: 60_000, interval: 20 });

      await nodes[0].kill();
      const ask = () =>
        store.query(
          {
            selector: { metric: 'cpu.usage_active', targets: [TARGETS[0]] },
            fromMs: START,
            toMs: START + 3_600_000,
            stepMs: 0,
            aggregation: 'avg',
          },
          DEFAULT_QUERY_LIMITS,
        );
      for (let time = 0; time < 4; time++) await expect(ask()).resolves.toBeDefined();
      const whileDown = feed.next;
      await vi.waitUntil(() => feed.next > whileDown + 20, { timeout: 60_000, interval: 20 });
      await nodes[0].restart();
      await vi.waitUntil(async () => (await store.position()) > whileDown + 20, {
        timeout: 80_000,
        interval: 100,
      });
      await feed.stop();
      await store.flush();

      const last = feed.next;
      for (const node of nodes) {
        await vi.waitUntil(async () => (await positionsAt(node, TARGETS[3])).at(-1) === last - 1, {
          timeout: 60_000,
          interval: 200,
        });
      }
      expect(await positionsAt(nodes[1], TARGETS[3])).toEqual(upTo(last));
      await store.deleteTarget(TARGETS[3]);
      for (const node of nodes) expect(await positionsAt(node, TARGETS[3])).toEqual([]);
      await store.close();
      for (const server of [door, agent, ...nodes]) await server.stop();
    });
  });
});

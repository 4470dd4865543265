import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import {
  startVictoriaMetrics,
  startVmauth,
  type VictoriaMetrics,
  type VictoriaServer,
} from '#scripts/servers/victoria-metrics.ts';
import type { Store } from '../store.ts';
import { describeStore } from '../store-suite.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';
import { addressOf, folders, KEEPS } from './test-victoria.ts';

describeWith('victoria-metrics', 'with real servers', () => {
  const stores = folders();
  const nodes: VictoriaMetrics[] = [];
  beforeAll(async () => {
    nodes.push(...(await Promise.all([startVictoriaMetrics(), startVictoriaMetrics()])));
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    stores.remove();
  });

  /** Runs the suite where `address` says, on the node that `nodeOf` says is behind it. */
  function suite(
    name: string,
    {
      address,
      node,
      runs,
      next,
    }: { address(): string; node(): VictoriaMetrics; runs: number; next?(): void },
  ): void {
    const options = () => ({ address: addressOf(address()), untilReadable: () => node().forceFlush() });
    describeStore(name, {
      ...KEEPS,
      async open() {
        next?.();
        await node().empty();
        return stores.open(options());
      },
      reopen: () => stores.reopen(options()),
      async settle(store: Store) {
        await store.flush();
        await node().forceFlush();
        await store.flush();
      },
      runs,
    });
  }

  suite('the VictoriaMetrics store', {
    address: () => nodes[0].url.replace('http:', 'victoriametrics:'),
    node: () => nodes[0],
    runs: 5,
  });

  describe('by the paths of a cluster, no real cluster seen', () => {
    let cluster: TestCluster;
    beforeAll(async () => {
      cluster = await startTestCluster(nodes[0].url, '7:3');
    });
    afterAll(async () => {
      await cluster?.close();
    });

    suite('the VictoriaMetrics store of a cluster', {
      address: () => cluster.address,
      node: () => nodes[0],
      runs: 1,
    });

    it('asks for nothing that a cluster would not know', () => {
      expect(cluster.refused).toEqual([]);
    });
  });

  describe('two nodes behind a real vmauth', () => {
    let door: VictoriaServer;
    let opened = 0;
    beforeAll(async () => {
      const users = nodes.map(({ url }, at) => ({
        username: `site-${at}`,
        password: 'pa:ss',
        url_prefix: url,
      }));
      door = await startVmauth(JSON.stringify({ users }));
    });
    afterAll(async () => {
      await door?.stop();
    });

    // One door, a user and a node for each of two sites; the stores of the suite are now of one and now of the other.
    suite('the VictoriaMetrics store behind vmauth', {
      address: () => `victoriametrics://site-${opened % 2}:pa%3Ass@${new URL(door.url).host}`,
      node: () => nodes[opened % 2],
      runs: 1,
      next: () => void opened++,
    });
  });
});

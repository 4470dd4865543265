import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readCollectorConfig } from '#collector/config/command-line.ts';
import { openStore } from '#collector/store/open-store.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '#collector/store/store.ts';
import { schemaIdentity } from '#protocol/schema.ts';
import { projectFolder } from '#scripts/run-tool.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import {
  startVictoriaMetrics,
  startVmagent,
  startVmauth,
  type VictoriaMetrics,
} from '#scripts/servers/victoria-metrics.ts';

const text = (file: string) => readFileSync(join(projectFolder, 'deploy/stores', file), 'utf8');

/** The flags of the example but for those that say where. */
function exampleFlags(): string[] {
  const [, flags] = /^ARGS="(.*)"$/m.exec(text('victoriametrics.default')) ?? [];
  return flags.split(' ').filter((flag) => !/^-(httpListenAddr|storageDataPath)=/.test(flag));
}

describeWith('victoria-metrics', 'the examples for VictoriaMetrics', () => {
  const base = mkdtempSync(join(tmpdir(), 'ward-deploy-stores-'));
  let nodes: VictoriaMetrics[];
  beforeAll(async () => {
    nodes = await Promise.all([startVictoriaMetrics(exampleFlags()), startVictoriaMetrics(exampleFlags())]);
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    rmSync(base, { recursive: true, force: true });
  });

  /** Opens the store of an example, with other places in it. */
  async function openExample(file: string, places: Record<string, string>): Promise<Store> {
    let settings = text(file);
    for (const [place, other] of Object.entries(places)) {
      expect(settings).toContain(place);
      settings = settings.replaceAll(place, other);
    }
    const path = join(base, file);
    writeFileSync(path, settings);
    const read = readCollectorConfig(['--config', path]);
    if (!('config' in read)) throw new Error('no configuration');
    const { store, retention } = read.config;
    const { raw, minute, hour } = retention;
    return openStore(store, {
      dataDir: join(base, file.replace('.yaml', '')),
      retention: { rawMs: raw, minuteMs: minute, hourMs: hour },
    });
  }

  /** Writes a sample and waits until it can be asked for. */
  async function comesBack(store: Store, target: string): Promise<void> {
    const schema = {
      probe: 'cpu',
      target,
      intervalMs: 10_000,
      columns: [{ metric: 'cpu.usage_active', labels: {}, kind: 'gauge' as const, unit: '%' }],
    };
    const timeMs = Date.now() - 60_000;
    const rows = {
      schemaId: schemaIdentity(schema),
      schema,
      timesMs: Float64Array.of(timeMs),
      values: Float64Array.of(12.5),
    };
    await store.append([rows], 2);
    await store.flush();
    const query = {
      selector: { metric: 'cpu.usage_active', targets: [target] },
      stepMs: 0,
      aggregation: 'avg',
    } as const;
    const ask = () =>
      store.query({ ...query, fromMs: timeMs - 1_000, toMs: timeMs + 1_000 }, DEFAULT_QUERY_LIMITS);
    const answers = await vi.waitUntil(
      async () => {
        await Promise.all(nodes.map((node) => node.forceFlush()));
        const found = await ask();
        return found.length > 0 && found;
      },
      { timeout: 30_000, interval: 100 },
    );
    expect([...answers[0].values]).toEqual([12.5]);
  }

  it('store and find what was stored on a single node, which is set as it should be', async () => {
    const store = await openExample('victoriametrics.yaml', { '127.0.0.1:8428': new URL(nodes[0].url).host });

    await comesBack(store, 'single');

    expect(store.stats().warnings).toEqual([]);
    await store.close();
  });

  it('store on both of two nodes behind vmauth and vmagent, and ask either', async () => {
    const [one, other] = nodes.map(({ url }) => new URL(url).host);
    const agent = await startVmagent(nodes.map(({ url }) => url));
    const door = await startVmauth(
      text('victoriametrics-pair.vmauth.yaml')
        .replace('http://127.0.0.1:8429', agent.url)
        .replace('node-1:8428', one)
        .replace('node-2:8428', other),
    );
    const secretFile = join(base, 'store.password');
    writeFileSync(secretFile, 'change-me\n');
    const store = await openExample('victoriametrics-pair.yaml', {
      '127.0.0.1:8427': new URL(door.url).host,
      '/etc/ward/store.password': secretFile,
    });

    await comesBack(store, 'pair');

    for (const node of nodes) {
      await vi.waitUntil(async () => {
        await node.forceFlush();
        const body = new URLSearchParams({ 'match[]': '{target="pair"}' });
        const answer = await fetch(`${node.url}/api/v1/export`, { method: 'POST', body });
        return (await answer.text()).includes('[12.5]');
      }, 30_000);
    }
    await store.close();
    await Promise.all([door.stop(), agent.stop()]);
  });

  it('name insert and select of a cluster', async () => {
    const path = join(projectFolder, 'deploy/stores/victoriametrics-cluster.yaml');
    const read = readCollectorConfig(['--config', path]);

    expect(read).toMatchObject({
      config: {
        store: {
          writeUrl: 'http://vminsert:8480/insert/7/influx',
          readUrl: 'http://vmselect:8481/select/7/prometheus',
          deleteUrl: 'http://vmselect:8481/delete/7/prometheus',
        },
      },
    });
  });
});

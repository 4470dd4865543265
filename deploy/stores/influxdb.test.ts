import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCollectorConfig } from '#collector/config/command-line.ts';
import { openStore } from '#collector/store/open-store.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '#collector/store/store.ts';
import { schemaIdentity } from '#protocol/schema.ts';
import { projectFolder } from '#scripts/run-tool.ts';
import { type Influxdb, startInfluxdb } from '#scripts/servers/influxdb.ts';
import { startInflux2Front } from '#scripts/servers/influxdb-2-front.ts';
import { startInflux3Front } from '#scripts/servers/influxdb-3-front.ts';
import { type ServerProcess, startServer } from '#scripts/servers/server-process.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';

const text = (file: string) => readFileSync(join(projectFolder, 'deploy/stores', file), 'utf8');

describeWith('influxd', 'the examples for InfluxDB', () => {
  const base = mkdtempSync(join(tmpdir(), 'ward-deploy-influxdb-'));
  let influxdb: Influxdb;
  let configured: ServerProcess | undefined;
  beforeAll(async () => {
    influxdb = await startInfluxdb();
  });
  afterAll(async () => {
    await influxdb?.stop();
    await configured?.end('SIGTERM');
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

  const secretFile = (secret: string) => {
    const path = join(base, 'secret');
    writeFileSync(path, `${secret}\nnot this\n`);
    return path;
  };

  /** Writes a sample, and asks for it. */
  async function comesBack(store: Store): Promise<void> {
    const schema = {
      probe: 'cpu',
      target: 'a',
      intervalMs: 10_000,
      columns: [{ metric: 'cpu.usage_active', labels: {}, kind: 'gauge' as const, unit: '%' }],
    };
    const timeMs = Date.now() - 60_000;
    const values = Float64Array.of(12.5);
    await store.append(
      [{ schemaId: schemaIdentity(schema), schema, timesMs: Float64Array.of(timeMs), values }],
      2,
    );
    await store.flush();
    const [answer] = await store.query(
      {
        selector: { metric: 'cpu.usage_active' },
        fromMs: timeMs - 1_000,
        toMs: timeMs + 1_000,
        stepMs: 0,
        aggregation: 'avg',
      },
      DEFAULT_QUERY_LIMITS,
    );
    expect([...answer.values]).toEqual([12.5]);
    expect(store.stats()).toMatchObject({ warnings: [], faults: [] });
    await store.close();
  }

  it('1.x: the server is set as it should be, and lets in whom it was told to', async () => {
    const folder = join(base, 'influxdb');
    mkdirSync(folder);
    const file = join(folder, 'influxdb.conf');
    writeFileSync(
      file,
      text('influxdb-1.conf')
        .replaceAll('/var/lib/influxdb', folder)
        .replaceAll(/127\.0\.0\.1:808[68]/g, '127.0.0.1:0'),
    );
    configured = await startServer({
      program: 'influxd',
      args: ['-config', file],
      env: { HOME: folder },
      readyLine: (line) => /Listening on HTTP.*addr=(127\.0\.0\.1:\d+)/.exec(line)?.[1],
    });
    const host = configured.ready;
    const store = await openExample('influxdb-1.yaml', {
      '127.0.0.1:8086': host,
      '/etc/ward/influxdb.password': secretFile("ward's password"),
    });
    await expect(comesBack(store)).rejects.toMatchObject({ code: 'refused' });
    const statement = "CREATE USER ward WITH PASSWORD 'ward\\'s password' WITH ALL PRIVILEGES";
    expect(text('influxdb-1.yaml')).toContain('CREATE USER ward WITH PASSWORD');
    const made = await fetch(`http://${host}/query?q=${encodeURIComponent(statement)}`, { method: 'POST' });
    expect(await made.text()).not.toContain('error');

    await comesBack(store);

    const authorization = `Basic ${Buffer.from("ward:ward's password").toString('base64')}`;
    const answer = await fetch(`http://${host}/query?db=ward&q=SHOW%20RETENTION%20POLICIES`, {
      method: 'POST',
      headers: { authorization },
    });
    const { results } = (await answer.json()) as { results: { series: { values: unknown[][] }[] }[] };
    expect(results[0].series[0].values.map(([name, duration]) => [name, duration])).toEqual([
      ['ward', '720h0m0s'],
      ['ward_1m', '4320h0m0s'],
      ['ward_1h', '26280h0m0s'],
    ]);
  });

  it('2.x: its request forms are served (no real server seen)', async () => {
    const front = await startInflux2Front(influxdb.url);
    const store = await openExample('influxdb-2.yaml', {
      '127.0.0.1:8086': new URL(front.url).host,
      'org=ward': `org=${encodeURIComponent(front.org)}`,
      '/etc/ward/influxdb.token': secretFile(front.token),
    });

    await comesBack(store);

    expect(front.refused).toEqual([]);
    await front.close();
  });

  it('3.x: its request forms are served (no real server seen)', async () => {
    const front = await startInflux3Front(influxdb.url);
    const store = await openExample('influxdb-3.yaml', {
      '127.0.0.1:8181': new URL(front.url).host,
      '/etc/ward/influxdb.token': secretFile(front.token),
    });

    await comesBack(store);

    expect(front.refused).toEqual([]);
    await front.close();
  });
});

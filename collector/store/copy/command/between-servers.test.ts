import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseStoreAddress } from '#collector/config/store-address.ts';
import { type Influxdb, startInfluxdb } from '#scripts/servers/influxdb.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { openStore } from '../../open-store.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '../../store.ts';
import { rowsOf, schemaOf } from '../../store-history.ts';
import { runStoreCommand } from './main.ts';

const DAY_MS = 86_400_000;
const YESTERDAY = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;

describeWith('influxd', 'a copy from one InfluxDB to another one', () => {
  const base = mkdtempSync(join(tmpdir(), 'ward-copy-servers-'));
  let influxdb: Influxdb;
  beforeAll(async () => {
    influxdb = await startInfluxdb();
  });
  afterAll(async () => {
    await influxdb?.stop();
    rmSync(base, { recursive: true, force: true });
  });

  const at = (database: string) => influxdb.url.replace(/^http(.*)$/, `influxdb$1/${database}`);
  const open = (dataDir: string, database: string): Promise<Store> => {
    const address = parseStoreAddress(at(database));
    if (!address) throw new Error(`no database ${database}`);
    return openStore(address, { dataDir, retention: { rawMs: 0, minuteMs: 0, hourMs: 0 } });
  };
  const run = async (verb: string, dataDir: string, from: string, to: string) => {
    let said = '';
    const print = (text: string) => {
      said += `${text}\n`;
    };
    const sides = ['--from', at(from), '--to', at(to), '--data', dataDir];
    const code = await runStoreCommand([verb, ...sides], {
      print,
      complain: print,
      progress: { write() {} },
      signal: new AbortController().signal,
      nowMs: Date.now,
    });
    return { code, said };
  };
  const values = async (store: Store) => {
    const query = { selector: { metric: 'cpu.usage_active' }, fromMs: YESTERDAY, toMs: YESTERDAY + DAY_MS };
    const [answer] = await store.query({ ...query, stepMs: 0, aggregation: 'last' }, DEFAULT_QUERY_LIMITS);
    return answer ? [...answer.values] : [];
  };

  it('finds the catalogs of both in one data directory, whichever the collector fed last', async () => {
    const dataDir = join(base, 'moved');
    const old = await open(dataDir, 'old');
    const rows = rowsOf(schemaOf('a'), [
      [0, 1],
      [60_000, 2],
    ]);
    await old.append([{ ...rows, timesMs: Float64Array.of(YESTERDAY, YESTERDAY + 60_000) }], 7);
    await old.close();
    const fed = await open(dataDir, 'new');
    await fed.append([{ ...rows, timesMs: Float64Array.of(YESTERDAY + 120_000, YESTERDAY + 180_000) }], 9);
    await fed.close();

    const copied = await run('copy', dataDir, 'old', 'new');
    const third = await run('copy', dataDir, 'new', 'third');

    expect(copied).toMatchObject({ code: 0, said: expect.stringContaining('4 were written') });
    expect(third).toMatchObject({ code: 0, said: expect.stringContaining('8 were written') });
    for (const [database, position] of [
      ['old', 7],
      ['new', 9],
      ['third', 1],
    ] as const) {
      const store = await open(dataDir, database);
      expect([await store.setback(), await store.position()]).toEqual([undefined, position]);
      expect(await values(store)).toEqual(database === 'old' ? [1, 2] : [1, 2, 1, 2]);
      await store.close();
    }
  });

  it('is refused where the data directory knows nothing of the source', async () => {
    const dataDir = join(base, 'unknown');
    mkdirSync(dataDir);

    const { code, said } = await run('copy', dataDir, 'stranger', 'target');

    expect(code).not.toBe(0);
    expect(said).toContain('name the data directory of the collector that fed it');
  });
});

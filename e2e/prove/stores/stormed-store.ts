/*
 * What can be done to a store while a collector feeds it, and how it is read without one.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startInfluxdb } from '#scripts/servers/influxdb.ts';
import { startVictoriaMetrics } from '#scripts/servers/victoria-metrics.ts';
import type { Ward } from '#scripts/servers/ward.ts';
import { type SmallDisk, trySmallDisk } from '../../small-disk.ts';
import { between, type Random } from '../random.ts';
import { openEmbeddedReader, readInfluxdb, readVictoriaMetrics, type StoreReader } from './read-back.ts';

export const STORE_KINDS = ['embedded', 'influxdb', 'victoriametrics'] as const;
export type StoreKind = (typeof STORE_KINDS)[number];

/** `copy` is taken to be put back later; `put_back` without one takes it. */
export const DEEDS = ['kill', 'stop', 'fill', 'wipe', 'put_back'] as const;
export type Deed = (typeof DEEDS)[number];

/** A store that suffers. */
export interface StormedStore {
  kind: StoreKind;
  /** For `--store`. */
  address: string;
  /** Where the collector keeps everything else. */
  dataDir: string;
  /** Does it, waits a while, and makes the store whole again. False when it cannot be done here. */
  suffer(deed: Deed, ward: Ward, random: Random): Promise<boolean>;
  /** Of what stands in it; the collector has ended. */
  reader(): Promise<StoreReader>;
  /** Part of a number by which the store may change it. */
  exactness: number;
  close(): Promise<void>;
}

const DISK_BYTES = 192 * 2 ** 20;
const DATABASE = 'proof';

/** Makes one that is empty. */
export function makeStormedStore(kind: StoreKind): Promise<StormedStore> {
  return kind === 'embedded' ? makeEmbedded() : makeServer(kind);
}

/** The store's folder on a disk of its own, so that it is full and the journal is not. */
async function makeEmbedded(): Promise<StormedStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ward-stormed-'));
  const disk = tryDisk();
  const folder = disk ? join(disk.path, 'store') : join(dataDir, 'store');
  const copy = join(dataDir, 'copy-of-store');
  mkdirSync(folder);
  if (disk) symlinkSync(folder, join(dataDir, 'store'));

  return {
    kind: 'embedded',
    address: 'embedded',
    dataDir,
    exactness: 0,
    async suffer(deed, ward, random) {
      if (deed === 'stop' || (deed === 'fill' && !disk)) return false;
      if (deed === 'fill') {
        await filled(disk as SmallDisk, random);
        return true;
      }
      // It lives in the collector: what befalls its files befalls them between two lives of that one.
      await ward.kill();
      if (deed === 'wipe') empty(folder);
      if (deed === 'put_back') putBackOrCopy(folder, copy);
      await sleep(between(random, 0, 1_500));
      await ward.restart();
      return true;
    },
    reader: () => openEmbeddedReader(dataDir),
    async close() {
      disk?.remove();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A server whose folder lies on a small disk. */
async function makeServer(kind: 'influxdb' | 'victoriametrics'): Promise<StormedStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ward-stormed-'));
  const disk = tryDisk();
  const isInflux = kind === 'influxdb';
  const server = isInflux
    ? await startInfluxdb(disk?.path)
    : await startVictoriaMetrics(undefined, disk?.path);
  const parts = isInflux ? ['meta', 'data', 'wal'] : ['data'];
  const copy = join(dataDir, 'copy-of-store');
  const { host } = new URL(server.url);

  async function putBack(): Promise<void> {
    await server.kill();
    if (existsSync(copy)) {
      for (const part of parts) rmSync(join(server.folder, part), { recursive: true, force: true });
      copyParts(copy, server.folder);
      rmSync(copy, { recursive: true });
    } else {
      mkdirSync(copy);
      copyParts(server.folder, copy);
    }
    await server.restart();
  }

  /** A server that was emptied a moment ago has not made all of them again. */
  function copyParts(from: string, to: string): void {
    for (const part of parts) {
      if (existsSync(join(from, part))) cpSync(join(from, part), join(to, part), { recursive: true });
    }
  }

  return {
    kind,
    address: isInflux ? `influxdb://${host}/${DATABASE}` : `victoriametrics://${host}`,
    dataDir,
    exactness: isInflux ? 0 : 1e-11,
    async suffer(deed, _ward, random) {
      switch (deed) {
        case 'kill':
          await server.kill();
          await sleep(between(random, 0, 3_000));
          await server.restart();
          return true;
        case 'stop':
          server.pause();
          await sleep(between(random, 500, 6_000));
          server.resume();
          return true;
        case 'fill':
          if (!disk) return false;
          await filled(disk, random);
          // An InfluxDB 1.x that had no room for its log takes nothing until it is started again; VictoriaMetrics ends.
          await server.restart();
          return true;
        case 'wipe':
          if (isInflux && random() < 0.5) await dropDatabase(server.url);
          else await server.wipe();
          return true;
        case 'put_back':
          await putBack();
          return true;
      }
    },
    async reader() {
      if ('forceFlush' in server) await server.forceFlush();
      return {
        read: (target, metric) =>
          isInflux
            ? readInfluxdb(server.url, DATABASE, target, metric)
            : readVictoriaMetrics(server.url, target, metric),
        close: async () => {},
      };
    },
    async close() {
      await server.stop();
      disk?.remove();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function tryDisk(): SmallDisk | undefined {
  const disk = trySmallDisk(DISK_BYTES);
  return 'reason' in disk ? undefined : disk;
}

async function filled(disk: SmallDisk, random: Random): Promise<void> {
  disk.fillUp();
  await sleep(between(random, 1_000, 4_000));
  disk.clear();
}

function putBackOrCopy(folder: string, copy: string): void {
  if (existsSync(copy)) {
    empty(folder);
    cpSync(copy, folder, { recursive: true });
    rmSync(copy, { recursive: true });
  } else cpSync(folder, copy, { recursive: true });
}

function empty(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}

async function dropDatabase(url: string): Promise<void> {
  const answer = await fetch(`${url}/query`, {
    method: 'POST',
    body: new URLSearchParams({ q: `DROP DATABASE "${DATABASE}"` }),
  });
  if (!answer.ok) throw new Error(`InfluxDB does not drop a database: ${await answer.text()}`);
}

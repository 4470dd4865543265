import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreAddress } from '#collector/config/store-address.ts';
import { Catalog } from './embedded/catalog.ts';
import { openEmbeddedStore } from './embedded/embedded-store.ts';
import { STORE_FOLDER } from './open-store.ts';
import { CATALOG_FILE, filesOnShelf } from './shelf/shelf.ts';
import type { StoreSnapshot } from './store.ts';

/** What a store keeps in a data directory that is held by this process and in which no collector runs. */
export interface StillStore {
  /** Below the data directory. */
  folder: string;
  files: StoreSnapshot['files'];
  /** May be called twice. */
  close(): Promise<void>;
}

/** Holds it still for a backup; undefined when there is nothing. Servers elsewhere are not asked. */
export async function holdStill(
  kind: StoreAddress['kind'],
  dataDir: string,
): Promise<StillStore | undefined> {
  const folder = STORE_FOLDER[kind];
  const path = join(dataDir, folder);
  if (folder === '') return undefined;
  if (kind !== 'embedded') return holdShelf(folder, path);
  if (!existsSync(join(path, CATALOG_FILE))) return undefined;
  const store = await openEmbeddedStore(path);
  const snapshot = await store.snapshot();
  return {
    folder,
    files: snapshot?.files ?? [],
    async close() {
      snapshot?.done();
      await store.close();
    },
  };
}

/** The catalogs of all servers that were ever fed. */
function holdShelf(folder: string, path: string): StillStore | undefined {
  const { index, catalogs: names } = filesOnShelf(path);
  const there = names.filter((name) => existsSync(join(path, name)));
  if (there.length === 0) return undefined;
  const catalogs = there.map((name) => new Catalog(join(path, name)));
  const files = there.map((name, at) => ({ name, path: join(path, name), bytes: catalogs[at].hold() }));
  if (index) files.push({ name: index, path: join(path, index), bytes: statSync(join(path, index)).size });
  return {
    folder,
    files,
    async close() {
      for (const catalog of catalogs) catalog.close();
    },
  };
}

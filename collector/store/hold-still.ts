import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreAddress } from '#collector/config/store-address.ts';
import { Catalog } from './embedded/catalog.ts';
import { openEmbeddedStore } from './embedded/embedded-store.ts';
import { STORE_FOLDER } from './open-store.ts';
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
  const file = join(path, 'catalog.sqlite');
  if (folder === '' || !existsSync(file)) return undefined;
  if (kind !== 'embedded') {
    const catalog = new Catalog(file);
    const files = [{ name: 'catalog.sqlite', path: file, bytes: catalog.hold() }];
    return { folder, files, close: async () => catalog.close() };
  }
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

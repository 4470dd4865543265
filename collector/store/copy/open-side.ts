import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DataLock, lockDataDirectory } from '#collector/journal/data-lock.ts';
import { openEmbeddedStore } from '../embedded/embedded-store.ts';
import { openStore, type StoreOptions } from '../open-store.ts';
import type { Store } from '../store.ts';
import { type SideAddress, storeFolder } from './side-address.ts';

/** A store that was opened for a copy alone. */
export interface OpenSide {
  store: Store;
  close(): Promise<void>;
}

/** This cannot be copied; trying again helps only after what the sentence says. */
export class CopyRefusedError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'CopyRefusedError';
  }
}

/** The embedded store of another data directory, which nobody else may have open. */
export async function openFolder(path: string, options: StoreOptions, mustExist: boolean): Promise<OpenSide> {
  const folder = storeFolder(path);
  if (mustExist && !existsSync(join(folder, 'catalog.sqlite'))) {
    throw new CopyRefusedError(
      `there is no embedded store in ${path}: give the data directory that has a folder "store" in it`,
    );
  }
  let lock: DataLock | undefined;
  if (folder !== path) lock = lockDataDirectory(path);
  try {
    const store = await openEmbeddedStore(folder, { retention: options.retention });
    return {
      store,
      async close() {
        await store.close().finally(() => lock?.release());
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** A store of the data directory; one on a server has a catalog of its own there. */
export async function openOwn(
  address: Exclude<SideAddress, { kind: 'folder' }>,
  options: StoreOptions,
  role: 'from' | 'to',
): Promise<OpenSide> {
  const store = await openStore(address, { ...options, forCopy: role });
  return { store, close: () => store.close() };
}

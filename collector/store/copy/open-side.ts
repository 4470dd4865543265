import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DataLock, lockDataDirectory } from '#collector/journal/data-lock.ts';
import { openEmbeddedStore } from '../embedded/embedded-store.ts';
import { openStore, type StoreOptions } from '../open-store.ts';
import type { Store } from '../store.ts';
import { type SideAddress, sideName, storeFolder } from './side-address.ts';

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

/** A store whose catalog, if it has one, is that of the data directory. */
export async function openOwn(
  address: Exclude<SideAddress, { kind: 'folder' }>,
  options: StoreOptions,
): Promise<OpenSide> {
  const store = await openStore(address, options);
  return { store, close: () => store.close() };
}

/**
 * A store to read from while another one of its kind has the catalog of the data directory: it gets a copy of that
 * one, which knows the series of both.
 */
export async function openBeside(
  address: Exclude<SideAddress, { kind: 'folder' }>,
  options: StoreOptions,
  scratch: string,
): Promise<OpenSide> {
  if (address.kind === 'embedded' || address.kind === 'memory') {
    throw new CopyRefusedError(
      `${sideName(address)} stands on both sides: there is one of it in a data directory`,
    );
  }
  const name = address.kind;
  mkdirSync(join(scratch, name), { recursive: true });
  const file = join(scratch, name, 'catalog.sqlite');
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  const source = new DatabaseSync(join(options.dataDir, name, 'catalog.sqlite'), { readOnly: true });
  try {
    source.prepare('VACUUM INTO ?').run(file);
  } finally {
    source.close();
  }
  const store = await openStore(address, { ...options, dataDir: scratch });
  return { store, close: () => store.close() };
}

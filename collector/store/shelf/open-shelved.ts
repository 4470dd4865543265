import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Store, type StoreSnapshot, type StoreStats, StoreUnavailableError } from '../store.ts';
import { CATALOG_FILE, filesOnShelf, freeFolder, type KeptCatalog, keepOnShelf, readShelf } from './shelf.ts';
import { undecidedStore } from './undecided-store.ts';

/** A kind of store that lives on a server and keeps a catalog here. */
export interface ShelvedKind {
  engine: StoreStats['engine'];
  /** Of all its catalogs. */
  folder: string;
  /** What tells its server from others, as `storeName` says it. */
  address: string;
  /** Opened for a copy alone: then a catalog without an address is nobody's, and nothing new is read from. */
  forCopy?: 'from' | 'to' | undefined;
  /** Opens it with the catalog in this folder, which may be empty. */
  open(folder: string): Promise<MarkedStore>;
  /** The mark of a catalog that nobody has open. */
  markIn(catalogFile: string): string;
  /** Which of these marks the server has; undefined when it has none. Rejects when it cannot be asked. */
  recognise(marks: readonly string[]): Promise<string | undefined>;
}

/** A store, and under which name its marks stand in its server. */
export interface MarkedStore {
  store: Store;
  mark: string;
}

/**
 * Opens a store with the catalog of its server: the one of its address. An address that was never used before is asked
 * whether it is a server that we know by another name; otherwise it begins with a catalog of its own, so that it is a new
 * store, and the others stay for the day on which somebody goes back to them.
 */
export async function openShelved(kind: ShelvedKind): Promise<Store> {
  const { folder, address, forCopy } = kind;
  const shelf = readShelf(folder);
  const known = shelf.find(({ addresses }) => addresses.includes(address));
  if (known) return take(kind, known);
  if (shelf.length === 0 && forCopy !== 'from') return take(kind, newOne(folder, shelf));
  // Of a version that wrote down no address: it is the one of the configuration.
  const [first] = shelf;
  if (shelf.length === 1 && first.addresses.length === 0 && !forCopy) return take(kind, first);
  return undecidedStore(kind.engine, () => decide(kind));
}

async function decide(kind: ShelvedKind): Promise<Store> {
  const { folder, address, forCopy, markIn, recognise } = kind;
  const shelf = readShelf(folder).map((kept) => ({
    ...kept,
    mark: kept.mark || markIn(fileOf(folder, kept)),
  }));
  const mark = shelf.length > 0 ? await recognise(shelf.map((kept) => kept.mark)) : undefined;
  const kept = shelf.find((one) => one.mark === mark);
  if (kept) return take(kind, kept);
  if (forCopy !== 'from') return take(kind, newOne(folder, shelf));
  throw new StoreUnavailableError(
    `${folder} has no catalog of ${address}, so that nobody knows here which series are in it: name the data directory of the collector that fed it`,
    { code: 'unwell' },
  );
}

function newOne(folder: string, shelf: readonly KeptCatalog[]): KeptCatalog {
  return { folder: freeFolder(folder, shelf), mark: '', addresses: [] };
}

async function take({ folder, address, open }: ShelvedKind, kept: KeptCatalog): Promise<Store> {
  const own = join(folder, kept.folder);
  mkdirSync(own, { recursive: true });
  const { store, mark } = await open(own);
  try {
    keepOnShelf(folder, { ...kept, mark }, address);
  } catch (error) {
    await store.close().catch(() => {});
    throw error;
  }
  return {
    ...store,
    async snapshot() {
      const snapshot = await store.snapshot();
      return (
        snapshot && { ...snapshot, files: [...below(kept.folder, snapshot.files), ...others(folder, own)] }
      );
    },
  };
}

function below(name: string, files: StoreSnapshot['files']): StoreSnapshot['files'] {
  return name === '.' ? files : files.map((file) => ({ ...file, name: `${name}/${file.name}` }));
}

/** What lies still beside the catalog in `own`; one that a copy has open, or that a crash left so, stays out. */
function others(folder: string, own: string): StoreSnapshot['files'] {
  const { index, catalogs } = filesOnShelf(folder);
  const still = catalogs.filter((name) => {
    const path = join(folder, name);
    return path !== join(own, CATALOG_FILE) && existsSync(path) && !existsSync(`${path}-wal`);
  });
  return [...(index ? [index] : []), ...still].map((name) => {
    const path = join(folder, name);
    return { name, path, bytes: statSync(path).size };
  });
}

function fileOf(folder: string, kept: KeptCatalog): string {
  return join(folder, kept.folder, CATALOG_FILE);
}

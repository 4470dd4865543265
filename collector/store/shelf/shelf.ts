/*
 * The catalogs of servers that a data directory keeps, one for each server that it ever fed:
 *
 *   influxdb/catalog.sqlite      the first one
 *   influxdb/2/catalog.sqlite    another one
 *   influxdb/addresses.json      which is whose
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { StoreUnavailableError } from '../store.ts';

export const CATALOG_FILE = 'catalog.sqlite';
const INDEX_FILE = 'addresses.json';

const KeptCatalog = z.strictObject({
  /** Below the shelf; `.` is the shelf itself. */
  folder: z.string(),
  /** Under which our marks stand in that server; empty where only the catalog knows. */
  mark: z.string(),
  /** By which names that server was reached. */
  addresses: z.array(z.string()),
});

/** The catalog of one server. */
export type KeptCatalog = z.output<typeof KeptCatalog>;

/** All catalogs of a folder. One of a time when there was only one has no address. */
export function readShelf(folder: string): KeptCatalog[] {
  const file = join(folder, INDEX_FILE);
  if (!existsSync(file)) {
    return existsSync(join(folder, CATALOG_FILE)) ? [{ folder: '.', mark: '', addresses: [] }] : [];
  }
  try {
    return z.array(KeptCatalog).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new StoreUnavailableError(
      `${file} is damaged (${(cause as Error).message}): put back the last backup of the data directory`,
      { cause },
    );
  }
}

/** Where the catalog of another server goes; what a crash left behind without a name is not taken for it. */
export function freeFolder(folder: string, shelf: readonly KeptCatalog[]): string {
  if (shelf.length === 0) return '.';
  for (let number = shelf.length + 1; ; number++) {
    if (!existsSync(join(folder, String(number)))) return String(number);
  }
}

/** Writes down, durably, that the server of this address has this catalog. */
export function keepOnShelf(folder: string, { folder: name, mark }: KeptCatalog, address: string): void {
  // Read again, since a copy may have added others meanwhile.
  const shelf = readShelf(folder);
  let kept = shelf.find((one) => one.folder === name);
  if (kept?.mark === mark && kept.addresses.includes(address)) return;
  if (!kept) {
    kept = { folder: name, mark, addresses: [] };
    shelf.push(kept);
  }
  kept.mark = mark;
  if (!kept.addresses.includes(address)) kept.addresses.push(address);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, INDEX_FILE);
  const descriptor = openSync(`${file}.new`, 'w');
  writeSync(descriptor, `${JSON.stringify(shelf, null, 2)}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(`${file}.new`, file);
}

/** Names below the shelf, with `/`, of everything on it: the index, if there is one, and the catalogs. */
export function filesOnShelf(folder: string): { index: string | undefined; catalogs: string[] } {
  const catalogs = readShelf(folder).map((one) =>
    one.folder === '.' ? CATALOG_FILE : `${one.folder}/${CATALOG_FILE}`,
  );
  return { index: existsSync(join(folder, INDEX_FILE)) ? INDEX_FILE : undefined, catalogs };
}

import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  parseStoreAddress,
  STORE_ADDRESS_FORMS,
  type StoreAddress,
} from '#collector/config/store-address.ts';

/** A store that a copy may name: one of the configuration, or the embedded one of another data directory. */
export type SideAddress = StoreAddress | { kind: 'folder'; path: string };

const FOLDER = /^embedded:(.+)$/s;

/** What may stand behind `--from` and `--to`. */
export const SIDE_FORMS = `${STORE_ADDRESS_FORMS}; "embedded:PATH" is the embedded store of another data directory`;

/** Reads one side; undefined for what is none of `SIDE_FORMS`. */
export function parseSide(text: string): SideAddress | undefined {
  const path = FOLDER.exec(text)?.[1];
  return path === undefined ? parseStoreAddress(text) : { kind: 'folder', path: resolve(path) };
}

/** The folder of the store itself in a data directory, or that one where the path names it. */
export function storeFolder(path: string): string {
  const inside = join(path, 'store');
  return basename(path) === 'store' || existsSync(join(path, 'catalog.sqlite')) ? path : inside;
}

/** What tells one store from another: no user, no secret, and how it is reached only as far as it names a place. */
export function sideName(side: SideAddress): string {
  switch (side.kind) {
    case 'folder':
      return `embedded:${side.path}`;
    case 'influxdb': {
      const scheme = side.version === 1 ? 'influxdb' : `influxdb${side.version}`;
      return `${scheme}://${new URL(side.url).host}/${side.database}`;
    }
    case 'victoriametrics':
      return side.writeUrl.replace(/^https?/, 'victoriametrics');
    default:
      return side.kind;
  }
}

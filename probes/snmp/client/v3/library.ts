import type * as NetSnmp from 'net-snmp';
import { createDes } from './des.ts';

export type Library = typeof NetSnmp;

let loaded: Promise<Library> | undefined;

/** net-snmp, loaded by the first who speaks version 3. */
export function loadLibrary(): Promise<Library> {
  loaded ??= import('net-snmp').then((library) => {
    const { algorithms } = library.Encryption;
    Object.assign(algorithms[library.PrivProtocols.des]!, createDes(library.Authentication.passwordToKey));
    return library;
  });
  return loaded;
}

const maxKeys = 20_000;
const looksEvery = 500;
let engines = 0;

/**
 * Told for each engine that was met. The library keeps two keys for each and never forgets one; from time to time all
 * are thrown away, and made again (a millisecond each) when they are needed.
 */
export function engineWasMet({ Authentication }: Library): void {
  if (++engines % looksEvery !== 0) return;
  if (Object.keys(Authentication.authToKeyCache).length > maxKeys) Authentication.authToKeyCache = {};
}

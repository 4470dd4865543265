import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreAddress } from '#collector/config/store-address.ts';
import { openEmbeddedStore } from './embedded/embedded-store.ts';
import type { Retention } from './embedded/tiers.ts';
import { openInfluxStore } from './influx/influx-store.ts';
import { memoryStore } from './memory-store.ts';
import { type Store, StoreUnavailableError, StoreUnusableError } from './store.ts';
import { openVictoriaStore } from './victoria-metrics/victoria-store.ts';

/** How long rows may wait in memory before the store makes them durable; the journal holds them meanwhile. */
export const FLUSH_EVERY_MS: Record<StoreAddress['kind'], number> = {
  embedded: 300_000,
  influxdb: 1_000,
  victoriametrics: 1_000,
  memory: 10_000,
};

/** How long a call of a store may take before it counts as failed, and how long its end may take. */
export const PATIENCE_MS: Record<StoreAddress['kind'], { call: number; close: number }> = {
  // A large store on a slow disk takes its time; what is cut off is fed again.
  embedded: { call: 600_000, close: 60_000 },
  influxdb: { call: 120_000, close: 4_000 },
  victoriametrics: { call: 120_000, close: 4_000 },
  memory: { call: 60_000, close: 4_000 },
};

/** Where in the data directory a store keeps what it keeps. */
export const STORE_FOLDER: Record<StoreAddress['kind'], string> = {
  embedded: 'store',
  influxdb: 'influxdb',
  victoriametrics: 'victoriametrics',
  memory: '',
};

export interface StoreOptions {
  dataDir: string;
  retention: Retention;
  /** Which side of a copy it is opened for, where it is one: no series are read from a server that is new here. */
  forCopy?: 'from' | 'to' | undefined;
  /** The display name of a target. */
  hostOf?(target: string): Promise<string | undefined>;
}

/** Opens the store that the configuration names; rejects with a `StoreUnusableError`. */
export async function openStore(address: StoreAddress, options: StoreOptions): Promise<Store> {
  const { retention, hostOf, forCopy } = options;
  const folder = join(options.dataDir, STORE_FOLDER[address.kind]);
  try {
    switch (address.kind) {
      case 'embedded':
        return await openEmbeddedStore(folder, { retention });
      case 'memory':
        return memoryStore();
      case 'influxdb':
        return await openInfluxStore({ address: withSecret(address), folder, retention, hostOf, forCopy });
      case 'victoriametrics':
        return await openVictoriaStore({ address: withSecret(address), folder, retention, hostOf, forCopy });
    }
  } catch (cause) {
    throw new StoreUnusableError(folder, cause);
  }
}

/** The address with what its file holds, where it names one. */
function withSecret<Address extends { secret: string; secretFile: string }>(address: Address): Address {
  const { secretFile } = address;
  if (secretFile === '') return address;
  try {
    const [secret] = readFileSync(secretFile, 'utf8').split('\n', 1);
    return { ...address, secret: secret.trim() };
  } catch (cause) {
    throw new StoreUnavailableError(
      `the file ${secretFile} with the secret of the store cannot be read (${(cause as Error).message}): correct "secretFile" in the setting "store"`,
      { cause },
    );
  }
}

import { join } from 'node:path';
import type { StoreAddress } from '#collector/config/store-address.ts';
import { openEmbeddedStore } from './embedded/embedded-store.ts';
import type { Retention } from './embedded/tiers.ts';
import { openInfluxStore } from './influx/influx-store.ts';
import { memoryStore } from './memory-store.ts';
import type { Store } from './store.ts';

/** How long rows may wait in memory before the store makes them durable; the journal holds them meanwhile. */
export const FLUSH_EVERY_MS: Record<StoreAddress['kind'], number> = {
  embedded: 300_000,
  influxdb: 1_000,
  memory: 10_000,
};

export interface StoreOptions {
  dataDir: string;
  retention: Retention;
  /** The display name of a target. */
  hostOf?(target: string): Promise<string | undefined>;
}

/** Opens the store that the configuration names. */
export async function openStore(address: StoreAddress, options: StoreOptions): Promise<Store> {
  const { dataDir, retention, hostOf } = options;
  switch (address.kind) {
    case 'embedded':
      return openEmbeddedStore(join(dataDir, 'store'), { retention });
    case 'memory':
      return memoryStore();
    case 'influxdb':
      return openInfluxStore({
        address,
        folder: join(dataDir, 'influxdb'),
        retention,
        hostOf,
      });
  }
}

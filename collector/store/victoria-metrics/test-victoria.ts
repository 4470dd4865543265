import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseStoreAddress } from '#collector/config/store-address.ts';
import type { Store } from '../store.ts';
import type { StoreUnderTest } from '../store-suite.ts';
import type { VictoriaAddress } from './victoria-http.ts';
import { openVictoriaStore } from './victoria-store.ts';
import type { VictoriaOptions } from './victoria-writer.ts';

/** Stores of one test file, each with a folder of its own. */
export interface Folders {
  /** Opens a store that knows nothing yet. */
  open(options: Partial<VictoriaOptions> & Pick<VictoriaOptions, 'address'>): Promise<Store>;
  /** Opens the last one again. */
  reopen(options: Partial<VictoriaOptions> & Pick<VictoriaOptions, 'address'>): Promise<Store>;
  remove(): void;
}

export function folders(): Folders {
  const base = mkdtempSync(join(tmpdir(), 'ward-victoria-store-'));
  let count = 0;
  const reopen: Folders['reopen'] = (options) =>
    openVictoriaStore({
      folder: join(base, String(count)),
      retention: { rawMs: 0, minuteMs: 0, hourMs: 0 },
      hostOf: async (target) => `the host of ${target}`,
      durableAfterMs: 0,
      lookEveryMs: 0,
      untilReadable: async () => {},
      ...options,
    });
  return {
    open(options) {
      count++;
      return reopen(options);
    },
    reopen,
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** As somebody writes it into a configuration. */
export function addressOf(text: string): VictoriaAddress {
  const address = parseStoreAddress(text);
  if (address?.kind !== 'victoriametrics') throw new Error(`${text} is no address of a VictoriaMetrics`);
  return address;
}

/** What no VictoriaMetrics can do, whatever stands before it. */
export const KEEPS = {
  keepsEveryFloat: false,
  keepsEveryBit: false,
  lastWins: false,
} satisfies Partial<StoreUnderTest>;

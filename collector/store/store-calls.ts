import type { MessagePort } from 'node:worker_threads';
import type { StoreAddress } from '#collector/config/store-address.ts';
import type { LedgerOfThread } from '#collector/ledger/open-ledger.ts';
import type { Moved } from '#collector/threads/rpc.ts';
import type { Retention } from './embedded/tiers.ts';
import type { FeederStats } from './feeder.ts';
import type { Query, QueryLimits, Selector, SeriesColumns, SeriesDescription, StoreStats } from './store.ts';

/** What the store thread is started with. */
export interface StoreThreadOptions {
  dataDir: string;
  ledger: LedgerOfThread;
  address: StoreAddress;
  retention: Retention;
  calls: MessagePort;
  /** From the intake thread: how far the journal goes; back goes a `FromStore`. */
  intake: MessagePort;
}

/** Store → intake thread, about the journal. */
export type FromStore =
  /** Everything before this position is durable in the store. */
  | { about: 'released'; position: number }
  /** These, both included, cannot be read. */
  | { about: 'damaged'; from: number; to: number }
  /** The store had been further than the journal goes: that one was replaced, and is fed from its oldest entry. */
  | { about: 'replaced'; position: number };

/** Calls that the store thread answers. */
export interface StoreCalls {
  query(query: Query, limits: QueryLimits): Promise<Moved<SeriesColumns[]>>;
  /** The same as bytes, as `query/columnar.ts` lays them out. */
  queryBytes(query: Query, limits: QueryLimits): Promise<Moved<ArrayBuffer>>;
  latest(selector: Selector, limits: QueryLimits): Promise<Moved<SeriesColumns[]>>;
  series(selector: Partial<Selector>, limit: number): Promise<SeriesDescription[]>;
  stats(): { store: StoreStats | undefined; feeder: FeederStats };
  close(): Promise<void>;
}

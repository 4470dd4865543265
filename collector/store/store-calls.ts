import type { MessagePort } from 'node:worker_threads';
import type { StoreAddress } from '#collector/config/store-address.ts';
import type { LedgerOfThread } from '#collector/ledger/open-ledger.ts';
import type { Moved } from '#collector/threads/rpc.ts';
import type { CopyStatus } from './copy/copy-desk.ts';
import type { OrderOutcome } from './copy/run-order.ts';
import type { Retention } from './embedded/tiers.ts';
import type { FeederStats } from './feeder.ts';
import type {
  Query,
  QueryLimits,
  Selector,
  SeriesColumns,
  SeriesDescription,
  StoreSnapshot,
  StoreStats,
} from './store.ts';

/** What the store thread is started with. */
export interface StoreThreadOptions {
  dataDir: string;
  ledger: LedgerOfThread;
  address: StoreAddress;
  retention: Retention;
  calls: MessagePort;
  /** From the intake thread: how far the journal goes. */
  intake: MessagePort;
  /** To the intake thread: `JournalCalls`. */
  journal: MessagePort;
}

/** Calls that the store thread answers. */
export interface StoreCalls {
  query(query: Query, limits: QueryLimits): Promise<Moved<SeriesColumns[]>>;
  /** The same as bytes, as `query/columnar.ts` lays them out. */
  queryBytes(query: Query, limits: QueryLimits): Promise<Moved<ArrayBuffer>>;
  latest(selector: Selector, limits: QueryLimits): Promise<Moved<SeriesColumns[]>>;
  series(selector: Partial<Selector>, limit: number): Promise<SeriesDescription[]>;
  stats(): { store: StoreStats; feeder: FeederStats };
  /** Copies between this store and another one; see `copy/copy-order.ts`. */
  copy(order: unknown): Promise<OrderOutcome>;
  copyStatus(): CopyStatus;
  copyCancel(): Promise<boolean>;
  /** Its files, held still for a backup until `letGo`; undefined when it keeps nothing on this machine. */
  hold(): Promise<{ folder: string; files: StoreSnapshot['files'] } | undefined>;
  letGo(): void;
  /** Bounded, however the store is: what it had not made durable the journal holds. */
  close(): Promise<void>;
}

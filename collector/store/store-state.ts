import { type StoreAddress, shownAddress } from '#collector/config/store-address.ts';
import type { StoreLag, StoreState } from '#protocol/store-state.ts';
import type { FeederStats } from './feeder.ts';
import type { StoreStats } from './store.ts';

/** Entries that the store may be behind and still keeps up: those of the moment. */
const ON_ITS_WAY = 2;
/** Below this nobody can say when it will have caught up. */
const SLOWEST_SPEED = 1.02;

/** What the parts say of themselves. */
export interface StoreParts {
  /** Position that the next entry of the journal gets, and what the journal holds. */
  intake: { journalNext: number; journalBytes: number };
  store: StoreStats;
  feeder: FeederStats;
}

/** How far behind the store is, how fast it catches up, and how long that will take. */
export function lagOf({ intake, feeder }: Pick<StoreParts, 'intake' | 'feeder'>, nowMs: number): StoreLag {
  const { position, waitingMs, entriesPerSecond, speed: measured } = feeder;
  const behindEntries = Math.max(0, intake.journalNext - position);
  const isBehind = behindEntries > ON_ITS_WAY && waitingMs !== null;
  const behindMs = isBehind ? Math.max(0, nowMs - waitingMs) : 0;
  const speed = isBehind && feeder.trouble === null ? measured : null;
  // While it catches up, the end goes on at the speed of time.
  const leftMs = speed !== null && speed > SLOWEST_SPEED ? behindMs / (speed - 1) : null;
  return { behindEntries, behindMs, entriesPerSecond, speed, leftMs };
}

/** Everything that pages say about the store. */
export function storeState(
  parts: StoreParts,
  { address, journalLimitBytes }: { address: StoreAddress; journalLimitBytes: number },
  nowMs: number,
): StoreState {
  const { intake, store, feeder } = parts;
  return {
    engine: store.engine,
    address: shownAddress(address),
    lag: lagOf(parts, nowMs),
    trouble: feeder.trouble,
    failures: feeder.failures,
    journal: { bytes: intake.journalBytes, limitBytes: journalLimitBytes },
    series: store.series,
    samples: store.samplesAppended,
    diskBytes: store.diskBytes,
    memoryBytes: store.memoryBytes,
    rollupsPending: store.rollupsPending,
    strayFrames: feeder.strayFrames,
    warnings: store.warnings,
    faults: store.faults.map((fault) => ({ ...fault, fromMs: known(fault.fromMs), toMs: known(fault.toMs) })),
    faultsTotal: store.faultsTotal,
  };
}

/** JSON has no NaN and no infinities. */
function known(timeMs: number): number | null {
  return Number.isFinite(timeMs) ? timeMs : null;
}

import { join } from 'node:path';
import { MessageChannel, MessagePort, Worker } from 'node:worker_threads';
import type { CollectorConfig } from './config/config.ts';
import type { IntakeThreadOptions } from './intake/intake-calls.ts';
import type { StoreCalls, StoreThreadOptions } from './store/store-calls.ts';
import { connect, type Remote } from './threads/rpc.ts';

/** The two threads beside main, and the lines to them. */
export interface Threads {
  intake: { batches: MessagePort; calls: MessagePort };
  store: Remote<StoreCalls>;
  /** Begins to feed the store; once the intake is ready, since it makes the journal. */
  startStore(): void;
  /** Ends both threads, the intake first, so that the store gets what is durable. */
  end(): Promise<void>;
}

export interface ThreadsOptions {
  config: CollectorConfig;
  /** Under which the threads write to the ledger. */
  ledgerHolder: number | undefined;
  /** Records of the journal from this position on are told again. */
  recordsFrom: number;
  /** A thread has ended by a mistake in the program: nothing can go on. */
  onDeath(thread: string, error: Error): void;
}

/** Starts the intake and the store thread and joins them. */
export function startThreads({ config, ledgerHolder, recordsFrom, onDeath }: ThreadsOptions): Threads {
  const batches = new MessageChannel();
  const intakeCalls = new MessageChannel();
  const storeCalls = new MessageChannel();
  const journalToStore = new MessageChannel();
  const storeToJournal = new MessageChannel();
  const dataDir = config.data;
  const ledger = { address: config.ledger, holder: ledgerHolder };

  const intake = start('intake', {
    dataDir,
    ledger,
    journalLimitBytes: config.journal.size,
    seriesPerAgent: config.limits.seriesPerAgent,
    seriesPerPollingAgent: config.limits.seriesPerPollingAgent,
    valuesPerLabel: config.limits.valuesPerLabel,
    recordsFrom,
    batches: batches.port2,
    calls: intakeCalls.port2,
    store: journalToStore.port1,
    journal: storeToJournal.port2,
  } satisfies IntakeThreadOptions);
  let store: Worker | undefined;
  const { raw, minute, hour } = config.retention;

  return {
    intake: { batches: batches.port1, calls: intakeCalls.port1 },
    store: connect<StoreCalls>(storeCalls.port1),
    async end() {
      await Promise.all([intake.terminate(), store?.terminate()]);
    },
    startStore() {
      store = start('store', {
        dataDir,
        ledger,
        address: config.store,
        retention: { rawMs: raw, minuteMs: minute, hourMs: hour },
        calls: storeCalls.port2,
        intake: journalToStore.port2,
        journal: storeToJournal.port1,
      } satisfies StoreThreadOptions);
    },
  };

  function start(name: string, workerData: IntakeThreadOptions | StoreThreadOptions): Worker {
    const worker = new Worker(join(import.meta.dirname, 'threads', `${name}-thread.ts`), {
      name,
      workerData,
      transferList: Object.values(workerData).filter((value) => value instanceof MessagePort),
    });
    worker.on('error', (error) => onDeath(name, error as Error));
    return worker;
  }
}

import type { LedgerAddress } from '#collector/config/ledger-address.ts';
import type { StoreAddress } from '#collector/config/store-address.ts';
import { beginJournalImage } from '#collector/journal/image-journal.ts';
import { openLedgerCamera } from '#collector/ledger/image-ledger.ts';
import { holdStill } from '#collector/store/hold-still.ts';
import { openBackupFolder } from './folder.ts';
import { type MadePoint, makePoint, type PointOptions } from './make-point.ts';
import type { Manifest } from './manifest.ts';
import { smallFiles, storeFiles } from './sources.ts';

/** What is backed up, and where to. */
export interface BackupJob {
  to: string;
  dataDir: string;
  ledger: LedgerAddress;
  store: StoreAddress['kind'];
  keep: number;
  withKey: boolean;
  /** Version of the program. */
  ward: string;
}

/** Backs up a data directory that this process holds and in which no collector runs. Throws a `BackupError`. */
export async function backUpStill(
  job: BackupJob,
  options: Pick<PointOptions, 'nowMs' | 'say' | 'signal'>,
): Promise<MadePoint> {
  const { dataDir } = job;
  const folder = openBackupFolder(job.to);
  const camera = await openLedgerCamera(job.ledger, dataDir);
  const store = await holdStill(job.store, dataDir);
  const journal = beginJournalImage(`${dataDir}/journal.sqlite`);
  try {
    const sources = {
      ledger: await camera.begin(),
      journal,
      files: [...(store ? storeFiles(store.folder, store.files) : []), ...smallFiles(dataDir, job.withKey)],
    };
    return await makePoint({ ...options, ...pointOf(job), folder, sources, atMs: options.nowMs() });
  } finally {
    journal.close();
    await store?.close();
    await camera.close();
    folder.close();
  }
}

/** What of a job stands in its point. */
export function pointOf(job: BackupJob) {
  const { dataDir, ward, store, ledger, withKey, keep } = job;
  return { dataDir, ward, store, withKey, keep, ledgerEngine: ledger.kind, samples: SAMPLES[store] };
}

const SAMPLES: Record<StoreAddress['kind'], Manifest['samples']> = {
  embedded: 'included',
  influxdb: 'elsewhere',
  victoriametrics: 'elsewhere',
  memory: 'nowhere',
};

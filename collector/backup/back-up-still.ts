import { isAbsolute, join, relative, resolve } from 'node:path';
import type { LedgerAddress } from '#collector/config/ledger-address.ts';
import type { StoreAddress } from '#collector/config/store-address.ts';
import { beginJournalImage, type JournalImage } from '#collector/journal/image-journal.ts';
import { type LedgerCamera, openLedgerCamera } from '#collector/ledger/image-ledger.ts';
import { holdStill, type StillStore } from '#collector/store/hold-still.ts';
import { BackupError } from './backup-error.ts';
import { type BackupFolder, openBackupFolder } from './folder.ts';
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
  const folder = openFolderOf(job);
  let camera: LedgerCamera | undefined;
  let store: StillStore | undefined;
  let journal: JournalImage | undefined;
  try {
    camera = await openLedgerCamera(job.ledger, dataDir);
    store = await holdStill(job.store, dataDir);
    journal = beginJournalImage(join(dataDir, 'journal.sqlite'));
    const sources = {
      ledger: await camera.begin(),
      journal,
      files: [...(store ? storeFiles(store.folder, store.files) : []), ...smallFiles(dataDir, job.withKey)],
    };
    return await makePoint({ ...options, ...pointOf(job), folder, sources, atMs: options.nowMs() });
  } finally {
    journal?.close();
    await store?.close();
    await camera?.close();
    folder.close();
  }
}

/** Takes the folder of a job. Throws a `BackupError`; a backup that would be lost with what it is of is none. */
export function openFolderOf({ to, dataDir }: BackupJob): BackupFolder {
  const way = relative(resolve(dataDir), resolve(to));
  if (way.startsWith('..') || isAbsolute(way)) return openBackupFolder(to);
  throw new BackupError(
    'folder',
    `${to} lies in the data directory, and would be lost together with it: name a folder elsewhere, best on another machine`,
  );
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

/*
 * The program that copies and tests, beside the collector: with the lowest priority, with memory of its own, and descriptors of
 * its own, since closing one in the collector would end its locks on the same file. It ends with whoever started it.
 */
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { beginJournalImage, type JournalImage } from '#collector/journal/image-journal.ts';
import { type LedgerCamera, type LedgerImage, openLedgerCamera } from '#collector/ledger/image-ledger.ts';
import { type BackupJob, openFolderOf, pointOf } from './back-up-still.ts';
import { BackupError, backupFailureOf } from './backup-error.ts';
import { type BackupFolder, openBackupFolder } from './folder.ts';
import { makePoint } from './make-point.ts';
import type { FromProgram, Told, ToProgram } from './program-messages.ts';
import { smallFiles, storeFiles } from './sources.ts';
import { testPoint } from './test-point.ts';

const LOWEST_PRIORITY = 19;
const TOLD_EVERY_MS = 250;
/** What cancelling may take before the process ends as it is. */
const CANCEL_MS = 3_000;

let job: BackupJob | undefined;
let folder: BackupFolder | undefined;
let camera: LedgerCamera | undefined;
let ledger: LedgerImage | undefined;
let journal: JournalImage | undefined;
const cancelling = new AbortController();
const { signal } = cancelling;
let toldMs = 0;

process.on('disconnect', cancel);
process.on('message', (message: ToProgram) => {
  if (message.order === 'cancel') return cancel();
  obey(message).then(tell, (error) =>
    tell({ told: 'failed', failure: backupFailureOf(error), detail: (error as Error).message }),
  );
});

async function obey(message: Exclude<ToProgram, { order: 'cancel' }>): Promise<FromProgram> {
  switch (message.order) {
    case 'prepare': {
      job = message.job;
      folder = openFolderOf(job);
      camera = await openLedgerCamera(job.ledger, job.dataDir).catch((cause: Error) => {
        throw new BackupError('ledger', `the ledger cannot be read (${cause.message})`, { cause });
      });
      return { told: 'prepared' };
    }
    case 'begin':
      if (!job || !camera) throw new Error('nothing was prepared');
      journal = beginJournalImage(join(job.dataDir, 'journal.sqlite'));
      ledger = await camera.begin();
      return { told: 'begun' };
    case 'copy': {
      // Not before: senders wait as long as a moment is being held.
      setPriority(LOWEST_PRIORITY);
      if (!job || !folder || !ledger || !journal) throw new Error('nothing was begun');
      const { dataDir, withKey } = job;
      const stored = message.store ? storeFiles(message.store.folder, message.store.files) : [];
      const sources = { ledger, journal, files: [...stored, ...smallFiles(dataDir, withKey)] };
      const { atMs } = message;
      return {
        told: 'made',
        made: await makePoint({ ...pointOf(job), folder, sources, atMs, ...surroundings }),
      };
    }
    case 'test': {
      setPriority(LOWEST_PRIORITY);
      // A backup would take objects away that are read here, and would be slower.
      folder = openBackupFolder(message.options.from);
      const place = message.options.place || folder.scratch;
      return { told: 'tested', test: await testPoint({ ...message.options, place, ...surroundings }) };
    }
  }
}

const surroundings = { nowMs: Date.now, say, signal };

function say(progress: Told): void {
  if (Date.now() - toldMs < TOLD_EVERY_MS) return;
  toldMs = Date.now();
  tell({ told: 'progress', progress });
}

function tell(message: FromProgram): void {
  if (process.connected) process.send?.(message);
}

function cancel(): void {
  cancelling.abort();
  setTimeout(() => process.exit(1), CANCEL_MS).unref();
  // Whoever is gone reads no answer, and what is under way ends by the signal.
  if (!process.connected) setTimeout(() => process.exit(1), CANCEL_MS / 2);
}

process.on('exit', () => folder?.close());

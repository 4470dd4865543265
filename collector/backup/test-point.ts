/*
 * The test that a backup can be restored: it is restored into a temporary place, everything in it is opened by the code
 * that a collector opens it with, counted again, and removed.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupProgress, RestoreDifference, RestoreTest } from '#protocol/backup.ts';
import { RestoreError, restoreFailureOf } from './backup-error.ts';
import { checkJournalFile } from './check-journal-file.ts';
import { checkLedgerFile } from './check-ledger-file.ts';
import { checkStoreFiles } from './check-store-files.ts';
import { placesIn } from './folder.ts';
import { bytesOf, type Manifest } from './manifest.ts';
import { readPoint, refuseWithoutRoom, writeFiles } from './restore.ts';

/** Differences that are told; what is behind them is of the same kind most likely. */
const MOST = 100;

export interface TestPointOptions {
  from: string;
  /** Default: the newest. */
  point?: string | undefined;
  /** An existing folder for the temporary place. */
  place: string;
  /** A key file, for a backup that has none. */
  keyFile?: string | undefined;
  by: string;
  nowMs(): number;
  say?(progress: Pick<BackupProgress, 'stage' | 'doneBytes' | 'totalBytes'>): void;
  signal?: AbortSignal | undefined;
}

/** Takes what is not as it was. */
export type Differ = (code: RestoreDifference['code'], what: string, detail: string) => void;

/** Tests a point; never throws, since not getting through is a test that failed. */
export async function testPoint(options: TestPointOptions): Promise<RestoreTest> {
  const { from, by, nowMs } = options;
  const atMs = nowMs();
  const differences: RestoreDifference[] = [];
  const differ: Differ = (code, what, detail) => {
    if (differences.length < MOST) differences.push({ code, what, detail });
  };
  let point = options.point ?? '';
  let checked: RestoreTest['checked'] = null;
  try {
    const read = readPoint(from, options.point);
    point = read.point;
    checked = await restoreAndCheck(options, read, differ);
  } catch (error) {
    const what = error instanceof RestoreError ? error.what : '';
    differ(restoreFailureOf(error), what, (error as Error).message);
  }
  const passed = differences.length === 0;
  return { atMs, tookMs: nowMs() - atMs, by, folder: from, point, passed, differences, checked };
}

async function restoreAndCheck(
  options: TestPointOptions,
  { point, manifest }: { point: string; manifest: Manifest },
  differ: Differ,
): Promise<RestoreTest['checked']> {
  const { from, place, say = () => {}, signal } = options;
  const totalBytes = bytesOf(manifest);
  refuseWithoutRoom(place, totalBytes);
  const root = join(place, `ward-restore-test-${process.pid}`);
  const folder = join(root, 'data');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { mode: 0o700 });
  try {
    const damaged = new Set<string>();
    const { objects } = placesIn(from);
    await writeFiles({
      from,
      point,
      manifest,
      folder,
      signal,
      onBytes: (doneBytes) => say({ stage: 'restoring', doneBytes, totalBytes }),
      onDamage(file, error) {
        damaged.add(file);
        const isAside = error.failure === 'object_damaged' && objects.putAside(error.what);
        const remedy = isAside ? '; it was put aside, the next backup writes it anew where it still can' : '';
        differ(error.failure, file, error.message + remedy);
      },
    });
    say({ stage: 'checking', doneBytes: totalBytes, totalBytes });
    return await checkFiles(options, manifest, folder, damaged, differ);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What is whole of a data directory that was just restored. */
async function checkFiles(
  { keyFile, signal }: TestPointOptions,
  manifest: Manifest,
  folder: string,
  damaged: ReadonlySet<string>,
  differ: Differ,
): Promise<NonNullable<RestoreTest['checked']>> {
  const { ledger, journal, catalog, files } = manifest;
  checkPositions(manifest, differ);
  let isSealChecked = false;
  if (!damaged.has('ledger.sqlite')) {
    const key =
      keyFile ?? (manifest.withKey && !damaged.has('seal.key') ? join(folder, 'seal.key') : undefined);
    isSealChecked = await checkLedgerFile(join(folder, 'ledger.sqlite'), ledger, key, differ);
  }
  signal?.throwIfAborted();
  if (!damaged.has('journal.sqlite'))
    await checkJournalFile(join(folder, 'journal.sqlite'), manifest, differ, signal);
  if (catalog) await checkStoreFiles(folder, manifest, damaged, differ, signal);
  const samples = files.reduce(
    (sum, { name, tally }) => sum + (name.includes('/raw/') ? (tally?.samples ?? 0) : 0),
    catalog?.heads.samples ?? 0,
  );
  return {
    bytes: bytesOf(manifest),
    files: files.length,
    ledgerRows: ledger.rows,
    auditEntries: ledger.audit.entries,
    isSealChecked,
    journalEntries: journal.entries,
    samples,
  };
}

/** Every consumer of the journal can go on in it, and none has been further than it goes. */
function checkPositions({ ledger, journal, catalog, samples }: Manifest, differ: Differ): void {
  const { from, next, released } = journal;
  const outside = (name: string, position: number, oldest: number) => {
    if (position >= oldest && position <= next) return;
    differ('journal', name, `${name} is at ${position}, the journal holds ${from} to ${next - 1}`);
  };
  outside('judging', ledger.positions.judging, from);
  // What lies before the oldest entry has been let go of: no record was in it.
  outside('records', Math.max(ledger.positions.records, released.records), from);
  if (ledger.positions.records > next) outside('records', ledger.positions.records, from);
  outside('senders', journal.sendersPosition, from);
  if (catalog && samples === 'included') outside('store', catalog.position, from);
}

/*
 * Makes a point out of a collector that is held still: what was begun elsewhere is copied here, piece by piece, the list
 * of it written last. Whatever ends it before leaves no point; the pieces that are there by then serve the next one.
 *
 * Why everything in a point belongs together. Let H be the moment from which the journal drops nothing, S that of the
 * store's snapshot, M the one moment of ledger and journal, in this order:
 *   - A consumer lets the journal drop entries only behind what it has made durable. So at H, and since nothing is dropped
 *     after it, at M, the oldest entry is not behind the position of any consumer at S or M: each can go on.
 *   - The journal's end at M is not before any position: nobody can have read further than it went.
 *   - Between the two moments of ledger and journal nothing is appended: no entry refers to a schema, and no event or
 *     record to an entry, that the other has not.
 *   - What was acknowledged before H was in the journal then. It still is at M, or all consumers had let go of it at H, and
 *     what they had made of it is in ledger and store.
 */
import { rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { JournalFigures, JournalImage } from '#collector/journal/image-journal.ts';
import { readLedgerFigures } from '#collector/ledger/check-ledger.ts';
import type { LedgerImage } from '#collector/ledger/image-ledger.ts';
import { tallyCatalog } from '#collector/store/embedded/catalog-tally.ts';
import type { BackupProgress } from '#protocol/backup.ts';
import { BackupError, isDiskFull, RestoreError } from './backup-error.ts';
import { bytesToCopy, copyFile, type SourceFile, seenOf } from './copy-file.ts';
import type { BackupFolder } from './folder.ts';
import { bytesOf, MANIFEST_FORMAT, type Manifest, type ManifestFile } from './manifest.ts';

/** Left free on the file system of the folder, for its own bookkeeping and for whoever else writes there. */
const MARGIN_BYTES = 16 * 2 ** 20;
/** Of a database that is in the point before, this part is expected to be other pages now. */
const CHANGED_PART = 0.25;

/** What a point is made of. */
export interface PointSources {
  ledger: LedgerImage;
  journal: JournalImage;
  /** Those of the store, then small ones. */
  files: readonly SourceFile[];
}

export interface PointOptions {
  folder: BackupFolder;
  sources: PointSources;
  dataDir: string;
  ward: string;
  /** The moment of ledger and journal. */
  atMs: number;
  ledgerEngine: 'sqlite' | 'postgres';
  store: string;
  samples: Manifest['samples'];
  withKey: boolean;
  /** Points that stay, this one included. */
  keep: number;
  nowMs(): number;
  say(progress: Pick<BackupProgress, 'stage' | 'doneBytes' | 'totalBytes'>): void;
  signal?: AbortSignal | undefined;
}

/** A point that was made. */
export interface MadePoint {
  point: string;
  atMs: number;
  bytes: number;
  newBytes: number;
  files: number;
  /** What whoever reads of it should know; one sentence each. */
  remarks: string[];
  /** Points that went, the oldest first. */
  removed: string[];
}

/** Makes it; throws a `BackupError`. */
export async function makePoint(options: PointOptions): Promise<MadePoint> {
  try {
    return await make(options);
  } catch (error) {
    if (isDiskFull(error)) {
      // What it had put there would keep the disk full.
      clear(options.folder);
      const sentence = `the disk of ${options.folder.path} is full: make room on it, or keep fewer points`;
      throw new BackupError('disk_full', sentence, { cause: error });
    }
    throw error;
  }
}

async function make(options: PointOptions): Promise<MadePoint> {
  const { folder, sources, atMs, nowMs, say, signal } = options;
  const startedMs = nowMs();
  const before = newestPoint(folder);
  const known = new Map((before?.files ?? []).map((file) => [file.name, file]));
  refuseWithoutRoom(options, known);

  let doneBytes = 0;
  const totalBytes =
    sources.ledger.fileBytes +
    sources.journal.bytes +
    sources.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const told = (stage: BackupProgress['stage']) => (bytes: number) => {
    doneBytes += bytes;
    say({ stage, doneBytes: Math.min(doneBytes, totalBytes), totalBytes });
  };
  const files: ManifestFile[] = [];
  let newBytes = 0;
  const copy = async (source: SourceFile, onBytes: (bytes: number) => void) => {
    const { objects } = folder;
    const copied = await copyFile(source, { objects, before: known.get(source.name), onBytes, signal });
    files.push(copied.file);
    newBytes += copied.newBytes;
  };

  const journal = await copyJournal(options, copy, told('journal'));
  const ledger = await copyLedger(options, copy, told('ledger'));
  refuseForeign(options, before, ledger.collector);
  const catalogFile = sources.files.find(({ name }) => name.endsWith('/catalog.sqlite'));
  const catalog = catalogFile ? tallyCatalog(catalogFile.path) : null;
  for (const source of sources.files) await copy(source, told('files'));

  signal?.throwIfAborted();
  say({ stage: 'clearing', doneBytes: totalBytes, totalBytes });
  folder.objects.sync();
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    ward: options.ward,
    atMs,
    tookMs: nowMs() - startedMs,
    machine: hostname(),
    dataDir: options.dataDir,
    withKey: options.withKey,
    samples: options.samples,
    store: options.store,
    newBytes,
    ledger: { engine: options.ledgerEngine, ...ledger },
    journal,
    catalog,
    files,
  };
  const point = folder.points.write(manifest);
  const removed = retire(folder, options.keep);
  clear(folder);
  const remarks = remarksOn(files);
  return { point, atMs, bytes: bytesOf(manifest), newBytes, files: files.length, remarks, removed };
}

function remarksOn(files: readonly ManifestFile[]): string[] {
  const damaged = files.filter(({ tally }) => tally && tally.damagedChunks + tally.strayBytes > 0);
  return damaged.map(({ name }) => `${name} was damaged before, and is so in the backup`);
}

type Copy = (source: SourceFile, onBytes: (bytes: number) => void) => Promise<void>;

async function copyJournal(
  { folder, sources, signal }: PointOptions,
  copy: Copy,
  onBytes: (bytes: number) => void,
): Promise<JournalFigures> {
  const path = join(folder.scratch, 'journal.sqlite');
  const figures = await sources.journal.copyTo(path, onBytes, signal);
  sources.journal.close();
  await copyMade('journal.sqlite', path, copy, onBytes);
  return figures;
}

async function copyLedger(
  { folder, sources, signal }: PointOptions,
  copy: Copy,
  onBytes: (bytes: number) => void,
) {
  const path = join(folder.scratch, 'ledger.sqlite');
  await sources.ledger.copyTo(path, onBytes, signal);
  const figures = readLedgerFigures(path);
  await copyMade('ledger.sqlite', path, copy, onBytes);
  return figures;
}

async function copyMade(
  name: string,
  path: string,
  copy: Copy,
  onBytes: (bytes: number) => void,
): Promise<void> {
  // Its bytes were counted when it was made; that it goes on is told all the same.
  await copy({ name, path, bytes: statSync(path).size, kind: 'made' }, () => onBytes(0));
  rmSync(path);
}

/** The newest one that can be read; what is in it need not be read again. */
function newestPoint({ points }: BackupFolder): Manifest | undefined {
  for (const name of points.names().reverse()) {
    try {
      return points.read(name);
    } catch (error) {
      if (!(error instanceof RestoreError)) throw error;
    }
  }
  return undefined;
}

/** Two collectors in one folder would take each other's points away. */
function refuseForeign({ folder }: PointOptions, before: Manifest | undefined, collector: string): void {
  if (!before || before.ledger.collector === '' || before.ledger.collector === collector) return;
  throw new BackupError(
    'foreign',
    `${folder.path} holds the backups of another collector (of ${before.dataDir} on ${before.machine}): name a folder of its own for this one`,
  );
}

function refuseWithoutRoom({ folder, sources }: PointOptions, known: Map<string, ManifestFile>): void {
  const made = (name: string, bytes: number) => bytes + (known.has(name) ? bytes * CHANGED_PART : bytes);
  let needed = MARGIN_BYTES;
  needed += made('ledger.sqlite', sources.ledger.fileBytes) + made('journal.sqlite', sources.journal.bytes);
  for (const source of sources.files) {
    const stats = statSync(source.path, { bigint: true, throwIfNoEntry: false });
    const before = known.get(source.name);
    const bytes = bytesToCopy(source, before, stats ? seenOf(stats) : null);
    needed += before && source.kind === 'still' ? bytes * CHANGED_PART : bytes;
  }
  const free = folder.freeBytes();
  if (free >= needed) return;
  const sentence = `the backup needs about ${mebibytes(needed)}, ${mebibytes(free)} are free on the disk of ${folder.path}: make room on it, or keep fewer points`;
  throw new BackupError('disk_full', sentence);
}

/** Takes away what is beyond the points that stay. Those that cannot be read count like others. */
function retire({ points }: BackupFolder, keep: number): string[] {
  const removed = points.names().slice(0, -keep);
  for (const name of removed) points.remove(name);
  return removed;
}

/** Removes objects that no point names; none while there is a point that nobody can read. */
function clear({ points, objects }: BackupFolder): void {
  const named = new Set<string>();
  try {
    for (const name of points.names())
      for (const { pieces } of points.read(name).files) for (const hash of pieces) named.add(hash);
  } catch (error) {
    if (error instanceof RestoreError) return;
    throw error;
  }
  objects.sweep(named);
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MiB`;
}

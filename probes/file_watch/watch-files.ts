/*
 *   pattern ─► files ─► complete? ─┬─► number, ages, sizes ─► readings
 *                                  └─► newer than the one told last ─► a run of the job
 */
import { JOB_RUN, type JobRun } from '#protocol/job-run.ts';
import type { Column } from '#protocol/schema.ts';
import { fileMetrics } from '#protocol/vocabulary/log.ts';
import { columnsOf, pushReadings } from '../metrics.ts';
import type { Fact, Measurements, Memory, Reading } from '../probe.ts';
import type { FileWatch } from './config.ts';
import type { FileTree } from './file-tree.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { type Glob, parseGlob } from './glob.ts';
import { type SettledFiles, settledFiles } from './settled.ts';
import { type FileSummary, summarise } from './summary.ts';

/** Watches some files on some machine. */
export interface FileWatcher {
  collect(tree: FileTree, signal: AbortSignal): Promise<Measurements>;
}

export interface FileWatcherOptions {
  watches: readonly FileWatch[];
  /** Where it stands which file was told last. */
  memory: Memory;
  /** Begins the keys in that memory, where several machines share it. */
  keyPrefix: string;
  now(): number;
}

const LIMITS = { entries: 50_000, files: 10_000 };
/** The last metrics are those of a time for which files are kept. */
const RETAINED = 2;

interface Watched {
  watch: FileWatch;
  glob: Glob;
  isIgnored(name: string): boolean;
  isTemporary(name: string): boolean;
  settled: SettledFiles;
  columns: readonly Column[];
}

/** The newest file that was complete at the last look. */
interface Told {
  path: string;
  modifiedMs: number;
  bytes: number;
  /** Of the one before it. */
  bytesBefore?: number;
}

export function createFileWatcher({ watches, memory, keyPrefix, now }: FileWatcherOptions): FileWatcher {
  const all = watches.map(toWatched);
  return {
    async collect(tree, signal) {
      const readings: Reading[] = [];
      const facts: Fact[] = [];
      const skipped: { what: string; why: string }[] = [];
      for (const one of all) {
        const { watch, columns } = one;
        const found = await findFiles(tree, one.glob, LIMITS, signal);
        if (signal.aborted) throw new Error('the time was over before all files were looked at');
        const { complete, incomplete } = sort(one, found.files, now());
        const key = keyPrefix + watch.name;
        const before = asTold(memory.get(key));
        const told = tellNewest(complete, incomplete, before);
        if (told !== before) memory.set(key, told);
        const files = complete.filter(({ stat }) => stat.bytes >= watch.min_size);
        if (watch.job) facts.push(...runOf(watch, files, incomplete, before, now()));
        const summary = summarise({
          files,
          incomplete: incomplete.length,
          bytesBefore: told?.bytesBefore ?? Number.NaN,
          retentionMs: watch.retention,
          nowMs: now(),
        });
        // Where nothing was seen for want of a right, nothing is known.
        const isKnown = found.files.length > 0 || found.trouble.length === 0;
        const values = valuesOf(summary);
        pushReadings(readings, columns, isKnown ? values : values.fill(Number.NaN));
        skipped.push(...found.trouble);
        if (found.files.length === 0 && found.trouble.length === 0)
          skipped.push({ what: watch.path, why: 'there is no such file now' });
      }
      return { readings, facts, skipped };
    },
  };
}

function toWatched(watch: FileWatch): Watched {
  const metrics = watch.retention === undefined ? fileMetrics.slice(0, -RETAINED) : fileMetrics;
  return {
    watch,
    glob: parseGlob(watch.path) as Glob,
    isIgnored: anyOf(watch.ignore),
    isTemporary: anyOf(watch.temporary),
    settled: settledFiles(watch.settle),
    columns: columnsOf(metrics, [watch.name]),
  };
}

/** Complete ones newest first. */
function sort(one: Watched, files: readonly FoundFile[], nowMs: number) {
  const wanted = files.filter(({ name }) => !one.isIgnored(name));
  const settled = one.settled.among(wanted, nowMs);
  const isComplete = (file: FoundFile) => settled.has(file) && !one.isTemporary(file.name);
  const complete = wanted.filter(isComplete).sort((a, b) => b.stat.modifiedMs - a.stat.modifiedMs);
  return { complete, incomplete: wanted.filter((file) => !isComplete(file)) };
}

function tellNewest(
  complete: readonly FoundFile[],
  incomplete: readonly FoundFile[],
  before: Told | undefined,
): Told | undefined {
  const [newest] = complete;
  if (newest === undefined || isUnderWay(newest, incomplete) || !isNewer(newest, before)) return before;
  const { path, stat } = newest;
  const { modifiedMs, bytes } = stat;
  return { path, modifiedMs, bytes, ...(before && { bytesBefore: before.bytes }) };
}

/** Of a backup in several files none is told before all are complete. */
function isUnderWay(newest: FoundFile, incomplete: readonly FoundFile[]): boolean {
  return incomplete.some(({ stat }) => stat.modifiedMs >= newest.stat.modifiedMs);
}

function isNewer({ stat }: FoundFile, before: Told | undefined): boolean {
  return before === undefined || stat.modifiedMs > before.modifiedMs;
}

function runOf(
  watch: FileWatch,
  files: readonly FoundFile[],
  incomplete: readonly FoundFile[],
  before: Told | undefined,
  nowMs: number,
): Fact[] {
  const [newest] = files;
  if (newest === undefined || isUnderWay(newest, incomplete) || !isNewer(newest, before)) return [];
  // At the first look only the newest one is known to be of the last run.
  const produced = before === undefined ? [newest] : files.filter((file) => isNewer(file, before));
  const data: JobRun = {
    phase: 'succeeded',
    atMs: Math.max(0, Math.floor(Math.min(newest.stat.modifiedMs, nowMs))),
    bytes: produced.reduce((sum, { stat }) => sum + stat.bytes, 0),
    files: produced.length,
    output: newest.path.slice(-1_000),
  };
  return [{ kind: JOB_RUN, key: watch.name, data }];
}

/** In the order of `fileMetrics`. */
function valuesOf(summary: FileSummary): number[] {
  const { retained } = summary;
  return [
    summary.count,
    summary.totalBytes,
    summary.newestAgeSeconds,
    summary.oldestAgeSeconds,
    summary.newestBytes,
    summary.smallestBytes,
    summary.largestBytes,
    summary.newestGrowthPercent,
    summary.incomplete,
    ...(retained ? [retained.count, retained.days] : []),
  ];
}

/** Names with wildcards, as in a path. */
function anyOf(names: readonly string[]): (name: string) => boolean {
  const tests = names.map((name) => parseGlob(`/${name}`)?.steps[0]);
  return (name) => tests.some((test) => (typeof test === 'object' ? test.test(name) : test === name));
}

function asTold(kept: unknown): Told | undefined {
  const { path, modifiedMs, bytes, bytesBefore } = (kept ?? {}) as Record<string, unknown>;
  if (typeof path !== 'string' || typeof modifiedMs !== 'number' || typeof bytes !== 'number')
    return undefined;
  return { path, modifiedMs, bytes, ...(typeof bytesBefore === 'number' && { bytesBefore }) };
}

import type { FoundFile } from './find-files.ts';

/** What there is to tell of some files, in the order of `fileMetrics`. NaN where there is nothing. */
export interface FileSummary {
  count: number;
  totalBytes: number;
  newestAgeSeconds: number;
  oldestAgeSeconds: number;
  newestBytes: number;
  smallestBytes: number;
  largestBytes: number;
  newestGrowthPercent: number;
  incomplete: number;
  /** Undefined where nothing has to be kept. */
  retained: { count: number; days: number } | undefined;
}

export interface SummaryOptions {
  /** The complete ones, newest first. */
  files: readonly FoundFile[];
  incomplete: number;
  /** Size of the one before the newest where that is not among them, as of a file that is written anew each time. */
  bytesBefore: number;
  retentionMs: number | undefined;
  nowMs: number;
}

const DAY_MS = 86_400_000;

export function summarise({
  files,
  incomplete,
  bytesBefore,
  retentionMs,
  nowMs,
}: SummaryOptions): FileSummary {
  const [newest, second] = files;
  const sizes = files.map(({ stat }) => stat.bytes);
  const before = second?.stat.bytes ?? bytesBefore;
  const growth = newest && before > 0 ? (100 * (newest.stat.bytes - before)) / before : Number.NaN;
  return {
    count: files.length,
    totalBytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
    newestAgeSeconds: ageOf(newest, nowMs) / 1_000,
    oldestAgeSeconds: ageOf(files.at(-1), nowMs) / 1_000,
    newestBytes: newest?.stat.bytes ?? Number.NaN,
    smallestBytes: extreme(sizes, Math.min),
    largestBytes: extreme(sizes, Math.max),
    newestGrowthPercent: growth,
    incomplete,
    retained: retentionMs === undefined ? undefined : retainedOf(files, retentionMs, nowMs),
  };
}

function retainedOf(files: readonly FoundFile[], retentionMs: number, nowMs: number) {
  const ages = files.map((file) => ageOf(file, nowMs)).filter((ageMs) => ageMs < retentionMs);
  return { count: ages.length, days: new Set(ages.map((ageMs) => Math.floor(ageMs / DAY_MS))).size };
}

/** A clock that is ahead makes nobody younger than new. */
function ageOf(file: FoundFile | undefined, nowMs: number): number {
  return file === undefined ? Number.NaN : Math.max(0, nowMs - file.stat.modifiedMs);
}

/** There may be ten thousand: too many for arguments of one call. */
function extreme(sizes: readonly number[], choose: (one: number, other: number) => number): number {
  let found = sizes[0] ?? Number.NaN;
  for (const bytes of sizes) found = choose(found, bytes);
  return found;
}

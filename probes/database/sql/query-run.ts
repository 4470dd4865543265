import type { JobRun } from '#protocol/job-run.ts';
import { plainNumber } from '../read-rows.ts';
import type { Cell, Rows } from '../session.ts';

/** What was told of a job last; kept over the end of the program. */
export interface ToldRun {
  successMs?: number;
  failureMs?: number;
  /** What it had made, where it tells no time. */
  made?: number;
}

/**
 * What the first row says of a job that was not told before: `last_success` and `last_failure` are times, `count`,
 * `bytes`, `files` and `duration_seconds` what the run made. Without a time a job has succeeded when it has made
 * something, and something else than before.
 */
export function jobRuns(
  { columns, rows }: Rows,
  told: ToldRun,
  nowMs: number,
): { runs: JobRun[]; told: ToldRun } {
  const [row] = rows;
  if (row === undefined) return { runs: [], told };
  const cell = (name: string): Cell => row[columns.indexOf(name)] ?? null;
  const number = (name: string) => {
    const value = plainNumber(cell(name));
    return Number.isFinite(value) && value >= 0 ? value : undefined;
  };
  const [count, bytes, files, seconds] = ['count', 'bytes', 'files', 'duration_seconds'].map(number);
  const figures = {
    ...(count !== undefined && { count }),
    ...(bytes !== undefined && { bytes }),
    ...(files !== undefined && { files: Math.floor(files) }),
    ...(seconds !== undefined && { durationMs: seconds * 1_000 }),
  };
  const runs: JobRun[] = [];
  const next: ToldRun = { ...told };
  const failureMs = timeMs(cell('last_failure'));
  if (failureMs !== undefined && failureMs > (told.failureMs ?? -1)) {
    runs.push({ phase: 'failed', atMs: failureMs });
    next.failureMs = failureMs;
  }
  if (columns.includes('last_success')) {
    const successMs = timeMs(cell('last_success'));
    if (successMs !== undefined && successMs > (told.successMs ?? -1)) {
      runs.push({ phase: 'succeeded', atMs: Math.min(successMs, nowMs), ...figures });
      next.successMs = successMs;
    }
  } else {
    const made = count ?? bytes ?? files;
    if (made !== undefined && made > 0 && made !== told.made)
      runs.push({ phase: 'succeeded', atMs: nowMs, ...figures });
    if (made !== undefined) next.made = made;
  }
  return { runs: runs.sort((a, b) => a.atMs - b.atMs), told: next };
}

/** A time, also one that is written as text, or as seconds or milliseconds since 1970. */
function timeMs(cell: Cell): number | undefined {
  if (cell instanceof Date) return whole(cell.getTime());
  if (typeof cell === 'string' && Number.isNaN(plainNumber(cell))) return whole(Date.parse(cell));
  const value = plainNumber(cell);
  if (!(value > 1e8)) return undefined;
  return whole(value < 1e11 ? value * 1_000 : value);
}

function whole(ms: number): number | undefined {
  return Number.isFinite(ms) && ms >= 0 ? Math.floor(ms) : undefined;
}

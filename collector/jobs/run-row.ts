import type { FinishedRun, Produced, Shortfall } from '#judging/job/runs.ts';
import type { JobRun } from '#protocol/job-run.ts';

/** One run as it is kept. */
export interface KeptRun {
  /** Counts up over all runs of the job, in the order in which they were heard of. */
  number: number;
  /** As whoever started it calls it; empty for one without a name. */
  run: string;
  startedAtMs: number | null;
  endedAtMs: number | null;
  outcome: 'running' | FinishedRun['outcome'];
  /** Of a poor one: what it lacks, what was found, and the least that was expected. */
  shortfall: Shortfall | null;
  found: number | null;
  least: number | null;
  durationMs: number | null;
  exitCode: number | null;
  bytes: number | null;
  files: number | null;
  count: number | null;
  output: string;
  /** What a person has written to it. */
  note: string;
  /** `beat`, `probe`, or the name of a person behind `person:`. */
  toldBy: string;
}

/** A word about a run, and by whom it was told. */
export interface ToldRun extends JobRun {
  note?: string;
  toldBy: string;
}

/** What taking a word has brought about; nothing for one that was known. */
export interface RunNews {
  /** When a run has ended by it. */
  ended: FinishedRun | undefined;
  /** What it was before, when somebody had told otherwise. */
  before: FinishedRun['outcome'] | undefined;
  number: number;
}

/** A row of `job_runs`. */
export interface RunRow {
  number: number;
  run: string;
  started_at_ms: number | null;
  ended_at_ms: number | null;
  outcome: KeptRun['outcome'];
  shortfall: Shortfall | null;
  found: number | null;
  least: number | null;
  duration_ms: number | null;
  exit_code: number | null;
  bytes: number | null;
  files: number | null;
  count: number | null;
  output: string;
  note: string;
  told_by: string;
}

/** Of `job_runs`, without the target. */
export const RUN_COLUMNS =
  'number, run, started_at_ms, ended_at_ms, outcome, shortfall, found, least, duration_ms, exit_code, bytes, files, count, output, note, told_by';
/** Runs that have ended. */
export const ENDED = "outcome IN ('good', 'poor', 'failed')";
export const SUCCEEDED = "outcome IN ('good', 'poor')";

export function toFinished(row: RunRow): FinishedRun {
  return { atMs: row.ended_at_ms as number, outcome: row.outcome as FinishedRun['outcome'] };
}

export function toProduced(row: RunRow): Produced {
  return {
    durationMs: row.duration_ms ?? undefined,
    bytes: row.bytes ?? undefined,
    files: row.files ?? undefined,
    count: row.count ?? undefined,
  };
}

export function toRun({
  started_at_ms,
  ended_at_ms,
  duration_ms,
  exit_code,
  told_by,
  ...row
}: RunRow): KeptRun {
  return {
    ...row,
    startedAtMs: started_at_ms,
    endedAtMs: ended_at_ms,
    durationMs: duration_ms,
    exitCode: exit_code,
    toldBy: told_by,
  };
}

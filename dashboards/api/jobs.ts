import type { JobDefinition, JobState } from '#protocol/job.ts';
import type { Paged } from './shapes.ts';

/*
 * What the API answers about jobs and about working days.
 */

/**
 * What became of a window, mildest first: `unseen` is one in which the collector could not have heard of a run,
 * `poor` one whose success fell short.
 */
export type WindowOutcome = 'met' | 'unseen' | 'late' | 'poor' | 'failed' | 'missing';

/** How many windows came to what. */
export type Tally = Record<WindowOutcome, number>;

/** A window as it is expected. */
export interface ExpectedWindow {
  opensMs: number;
  dueMs: number;
  lateMs: number;
  closesMs: number;
}

/** A window with what became of it. */
export interface WindowEntry extends ExpectedWindow {
  outcome: WindowOutcome;
  metMs: number | null;
}

export interface JobEntry {
  /** Of the target that stands for it. */
  id: string;
  organisation: string;
  name: string;
  owner: string;
  contract: string;
  definition: JobDefinition;
  tokenMadeAtMs: number | null;
  sinceMs: number;
  paused: { atMs: number; reason: string } | null;
  state: JobState;
  stateSinceMs: number;
  /** Of the sentence that says how it stands, and what stands in it. */
  code: string;
  params: Record<string, number | string>;
  /** The oldest window that is not met. */
  next: ExpectedWindow | null;
  overdueSinceMs: number | null;
  runningSinceMs: number | null;
  lastEndedAtMs: number | null;
  lastSuccess: {
    atMs: number;
    durationMs: number | null;
    bytes: number | null;
    files: number | null;
    count: number | null;
  } | null;
  windows90: Tally;
  /** False: the holidays of the year of its next deadline are not known. */
  calendarKnown: boolean;
}
export interface JobsAnswer extends Paged {
  jobs: JobEntry[];
}

/** `POST jobs`: the token for its beats is told this once; null where a probe tells of its runs. */
export type JobMade = JobEntry & { token: string | null };

export interface RunEntry {
  number: number;
  run: string;
  startedAtMs: number | null;
  endedAtMs: number | null;
  outcome: 'running' | 'good' | 'poor' | 'failed';
  /** What a poor one lacks, what was found, and the least that was expected. */
  shortfall: 'too_small' | 'too_short' | null;
  found: number | null;
  least: number | null;
  durationMs: number | null;
  exitCode: number | null;
  bytes: number | null;
  files: number | null;
  count: number | null;
  output: string;
  note: string;
  /** `beat`, `probe`, or `person:<name>`. */
  toldBy: string;
}
export interface RunsAnswer extends Paged {
  runs: RunEntry[];
}

/** `GET jobs/<id>`: with its newest runs, its windows, and by day those that are no longer kept one by one. */
export interface JobAnswer extends JobEntry {
  runs: RunEntry[];
  windows: WindowEntry[];
  days: { day: string; tally: Tally }[];
}

/** `POST jobs/preview`. */
export interface PreviewAnswer {
  zone: string;
  windows: ExpectedWindow[];
  calendarKnown: boolean;
}

export interface JobTemplate {
  id: string;
  name: Record<'zh-CN' | 'en', string>;
  reason: Record<'zh-CN' | 'en', string>;
  definition: JobDefinition;
  /** Runs are told by a person rather than a program. */
  byHand: boolean;
}
export interface TemplatesAnswer {
  templates: JobTemplate[];
}

/** A day that an organisation has said itself. */
export interface OwnDay {
  /** `2027-02-05`. */
  day: string;
  working: boolean;
  note: string;
}

/** `GET organisations/<id>/calendar`. */
export interface CalendarAnswer {
  years: { year: number; source: string; holidays: string[]; makeUpDays: string[] }[];
  /** This year and the next one, as far as they are not known. */
  missing: number[];
  own: OwnDay[];
}

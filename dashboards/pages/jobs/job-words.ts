import type { JobState } from '#protocol/job.ts';
import { jobStates } from '#protocol/vocabulary/job.ts';
import type { JobEntry, RunEntry, WindowOutcome } from '../../api/jobs.ts';
import { markOfState } from '../../ui/mark-of-state.ts';
import type { Mark } from '../../ui/state-mark.tsx';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';

/** The word of a state. */
export function stateText(words: Words, state: JobState): string {
  return jobStates[state]?.[words.language] ?? state;
}

export function stateMark(state: JobState): Mark {
  return markOfState('job.state', state);
}

const OUTCOME_MARKS: Readonly<Record<RunEntry['outcome'], Mark>> = {
  running: 'info',
  good: 'ok',
  poor: 'warning',
  failed: 'critical',
};

export function runMark({ outcome }: Pick<RunEntry, 'outcome'>): Mark {
  return OUTCOME_MARKS[outcome];
}

const WINDOW_MARKS: Readonly<Record<WindowOutcome, Mark>> = {
  met: 'ok',
  unseen: 'stale',
  late: 'warning',
  poor: 'warning',
  failed: 'critical',
  missing: 'critical',
};

export function windowMark(outcome: WindowOutcome): Mark {
  return WINDOW_MARKS[outcome];
}

/** What a run produced: `1.2 GiB · 3 files`; empty where it told nothing. */
export function producedText(
  { bytes, files, count }: Pick<RunEntry, 'bytes' | 'files' | 'count'>,
  words: Words,
  formats: Formats,
): string {
  return [
    bytes !== null && formats.bytes(bytes),
    files !== null && words.jobs.files(formats.number(files)),
    count !== null && words.jobs.items(formats.number(count)),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** How a list tells of the last run: it knows the newest end and the newest success. */
export function lastOutcome(job: JobEntry): 'running' | 'good' | 'failed' | 'never' {
  if (job.runningSinceMs !== null) return 'running';
  if (job.lastEndedAtMs === null) return 'never';
  return job.lastSuccess?.atMs === job.lastEndedAtMs ? 'good' : 'failed';
}

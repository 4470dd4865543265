import type { JobState } from '#protocol/job.ts';
import type { JobEntry } from '../../api/jobs.ts';

/** Worst first; one that is paused is not to be forgotten among those that are well. */
export const STATES_WORST_FIRST: readonly JobState[] = [
  'missing',
  'failed',
  'late',
  'too_long',
  'too_small',
  'too_short',
  'waiting',
  'paused',
  'running',
  'ok',
];

export interface JobFilter {
  text: string;
  /** Only jobs in one of these; empty for all. */
  states: readonly JobState[];
}

/** The jobs that pass the filter, worst first, equal ones by deadline and name. */
export function arrangeJobs(
  jobs: readonly JobEntry[],
  { text, states }: JobFilter,
  compareNames: (a: string, b: string) => number,
): JobEntry[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const passes = ({ name, owner, contract, state }: JobEntry) => {
    if (states.length > 0 && !states.includes(state)) return false;
    const all = `${name} ${owner} ${contract}`.toLowerCase();
    return wanted.every((word) => all.includes(word));
  };
  return jobs
    .filter(passes)
    .sort((a, b) => rank(a) - rank(b) || due(a) - due(b) || compareNames(a.name, b.name));
}

/** How many jobs are in each state, worst first; states without any are left out. */
export function countStates(jobs: readonly JobEntry[]): { state: JobState; count: number }[] {
  return STATES_WORST_FIRST.map((state) => ({
    state,
    count: jobs.filter((job) => job.state === state).length,
  })).filter(({ count }) => count > 0);
}

function rank({ state }: JobEntry): number {
  return STATES_WORST_FIRST.indexOf(state);
}

function due({ next }: JobEntry): number {
  return next?.dueMs ?? Number.MAX_SAFE_INTEGER;
}

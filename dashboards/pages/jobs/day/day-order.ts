import type { JobDayEntry } from '../../../api/services.ts';
import { STATES_WORST_FIRST } from '../job-order.ts';

/** The jobs of one system of one organisation; of none where they belong to none. */
export interface DayGroup {
  key: string;
  organisation: string;
  system: string | null;
  jobs: JobDayEntry[];
}

/** Jobs by organisation and system: the group with the worst job first, and in it the worst job. */
export function groupDay(
  jobs: readonly JobDayEntry[],
  compareTexts: (one: string, other: string) => number,
): DayGroup[] {
  const groups = new Map<string, DayGroup>();
  for (const job of jobs) {
    const [system] = job.systems;
    const key = `${job.organisation} ${system?.id ?? ''}`;
    const known = groups.get(key);
    if (known) known.jobs.push(job);
    else groups.set(key, { key, organisation: job.organisation, system: system?.name ?? null, jobs: [job] });
  }
  for (const { jobs: own } of groups.values())
    own.sort(
      (one, other) =>
        rank(one) - rank(other) ||
        firstDue(one) - firstDue(other) ||
        compareTexts(one.targetName, other.targetName),
    );
  return [...groups.values()].sort(
    (one, other) =>
      rank(one.jobs[0]) - rank(other.jobs[0]) ||
      Number(one.system === null) - Number(other.system === null) ||
      compareTexts(one.system ?? '', other.system ?? ''),
  );
}

function rank(job: JobDayEntry | undefined): number {
  return job ? STATES_WORST_FIRST.indexOf(job.state) : STATES_WORST_FIRST.length;
}

function firstDue({ windows, nextDueMs }: JobDayEntry): number {
  return windows[0]?.dueMs ?? nextDueMs ?? Number.MAX_SAFE_INTEGER;
}

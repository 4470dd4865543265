import type { Target, Targets } from '#collector/inventory/targets.ts';
import { dayRowsIn } from '#collector/jobs/day-rows.ts';
import { type JobDesk, stateOf } from '#collector/jobs/job-desk.ts';
import type { Job } from '#collector/jobs/job-index.ts';
import type { Jobs } from '#collector/jobs/jobs.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { NewestValue } from '#collector/live/live-catalog.ts';
import type { JobPurpose } from '#protocol/job.ts';
import { backupResults } from '#protocol/vocabulary/database.ts';
import { wordOf } from '#protocol/vocabulary/word-of-state.ts';
import { purposeOf } from './purpose.ts';

/** Successes of which the sizes are told. */
export const SIZES = 14;

export interface BackupReaderOptions {
  jobs: Pick<Jobs, 'get'>;
  targets: Pick<Targets, 'get'>;
  sql: Sql;
  jobDesk: Pick<JobDesk, 'standing'>;
  newest(metric: string, targets: ReadonlySet<string>): readonly NewestValue[];
}

/** What backups are watched, by jobs and by what databases say of themselves; `place` says what each belongs to. */
export function backupReader({ jobs, targets, sql, jobDesk, newest }: BackupReaderOptions) {
  const rows = dayRowsIn(sql);
  return { ofJobs, restoreTests, ofDatabases };

  function ofPurpose(wanted: JobPurpose, among: readonly Target[]): Target[] {
    return among.filter(({ id, name }) => {
      const job = jobs.get(id);
      return job !== undefined && purposeOf(job.definition, name) === wanted;
    });
  }

  /** Jobs that make backups. */
  async function ofJobs<Place>(among: readonly Target[], most: number, place: (target: string) => Place) {
    const found = ofPurpose('backup', among).slice(0, most);
    const sizes = await rows.sizes(
      found.map(({ id }) => id),
      SIZES,
    );
    return found.map(({ id }) => {
      const standing = jobDesk.standing(id);
      const { lastSuccess, newest: last } = standing?.known ?? {};
      return {
        ...place(id),
        source: 'job' as const,
        part: '',
        jobState: stateOf(jobs.get(id) as Job, standing).state,
        result: null,
        lastSuccessMs: lastSuccess?.atMs ?? null,
        lastEndedMs: last?.atMs ?? null,
        nextDueMs: standing?.judged.pending?.dueMs ?? null,
        bytes: lastSuccess?.bytes ?? null,
        files: lastSuccess?.files ?? null,
        sizes: (sizes.get(id) ?? []).map(({ atMs, bytes }) => ({ atMs, bytes })),
      };
    });
  }

  /** Jobs that restore what was backed up, to see whether it can be. */
  async function restoreTests<Place>(
    among: readonly Target[],
    most: number,
    place: (target: string) => Place,
  ) {
    const found = ofPurpose('restore_test', among).slice(0, most);
    const ran = await rows.newest(found.map(({ id }) => id));
    return found.map(({ id }) => {
      const standing = jobDesk.standing(id);
      return {
        ...place(id),
        state: stateOf(jobs.get(id) as Job, standing).state,
        lastSuccessMs: standing?.known.lastSuccess?.atMs ?? null,
        nextDueMs: standing?.judged.pending?.dueMs ?? null,
        newest: ran.get(id)?.[0] ?? null,
      };
    });
  }

  /** What databases say of their own backups: each of their parts is one. */
  function ofDatabases<Place>(found: readonly Target[], place: (target: string) => Place) {
    const ids = new Set(found.map(({ id }) => id));
    const partOf = ({ target, labels }: { target: string; labels: Readonly<Record<string, string>> }) =>
      `${target}\n${[labels.database, labels.type].filter(Boolean).join(' · ')}`;
    const read = (field: string) =>
      new Map(newest(`database_backup.${field}`, ids).map((value) => [partOf(value), value]));
    const [results, ages, sizes] = [read('result'), read('age_seconds'), read('size_bytes')];
    return [...new Set([...results.keys(), ...ages.keys()])]
      .filter((part) => targets.get(part.split('\n')[0] ?? '') !== undefined)
      .sort()
      .map((part) => {
        const [target = '', name = ''] = part.split('\n');
        const age = ages.get(part);
        const lastSuccessMs = age ? age.timeMs - age.value * 1_000 : null;
        return {
          ...place(target),
          source: 'database' as const,
          part: name,
          jobState: null,
          result: wordOf(backupResults, results.get(part)?.value),
          lastSuccessMs,
          lastEndedMs: lastSuccessMs,
          nextDueMs: null,
          bytes: sizes.get(part)?.value ?? null,
          files: null,
          sizes: [],
        };
      });
  }
}

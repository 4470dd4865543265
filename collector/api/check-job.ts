import { invalid } from '#collector/http/api-error.ts';
import type { Targets } from '#collector/inventory/targets.ts';
import type { Jobs } from '#collector/jobs/jobs.ts';
import { isZone } from '#collector/people/organisations.ts';
import { CronError, parseCron } from '#judging/schedule/cron.ts';
import type { JobDefinition } from '#protocol/job.ts';

export interface DefinitionPlace {
  jobs: Jobs;
  targets: Targets;
  organisation: string;
  /** That of the organisation. */
  zone: string;
  /** The job that is changed; undefined for a new one. */
  own: string | undefined;
}

/** Refuses a definition that makes no sense where it stands, with the field that is wrong. */
export function checkDefinition(definition: JobDefinition, place: DefinitionPlace): void {
  const { schedule, zone, feed } = definition;
  if (zone !== undefined && !isZone(zone))
    throw invalid('definition.zone', 'not an IANA zone such as Asia/Shanghai');
  if (schedule.kind === 'cron') checkCron(schedule.expression, zone ?? place.zone);
  if (schedule.kind === 'after') checkOther(schedule.job, place);
  if (feed.kind === 'probe' && feed.target !== undefined && !isOurs(feed.target, place))
    throw invalid('definition.feed.target', `there is no target ${feed.target} in this organisation`);
}

function checkCron(expression: string, zone: string): void {
  try {
    parseCron(expression, zone);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    throw invalid('definition.schedule.expression', error.message);
  }
}

/** The other job is there, and does not itself come after this one. */
function checkOther(other: string, place: DefinitionPlace): void {
  const { jobs, own } = place;
  const field = 'definition.schedule.job';
  if (!jobs.get(other) || !isOurs(other, place))
    throw invalid(field, `there is no job ${other} in this organisation`);
  let before: string | undefined = other;
  for (const seen = new Set<string>(); before !== undefined && !seen.has(before); ) {
    if (before === own)
      throw invalid(field, 'it comes after this one itself: jobs would wait for each other');
    seen.add(before);
    const schedule: JobDefinition['schedule'] | undefined = jobs.get(before)?.definition.schedule;
    before = schedule?.kind === 'after' ? schedule.job : undefined;
  }
}

function isOurs(id: string, { targets, organisation }: DefinitionPlace): boolean {
  return targets.get(id)?.organisation === organisation;
}

import type { JobDefinition, JobPurpose } from '#protocol/job.ts';

const RESTORE = /恢复|还原|restore/i;
const BACKUP = /备份|backup|dump|expdp|rman/i;

/** What a job is for: as its definition says, or else as its name does. */
export function purposeOf({ purpose }: Pick<JobDefinition, 'purpose'>, name: string): JobPurpose | undefined {
  if (purpose !== undefined) return purpose;
  if (RESTORE.test(name)) return 'restore_test';
  return BACKUP.test(name) ? 'backup' : undefined;
}

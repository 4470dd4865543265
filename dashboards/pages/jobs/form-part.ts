import type { JobDraft } from './job-draft.ts';
import type { FieldTexts } from './job-faults.ts';

/** What each part of the form of a job is given. */
export interface FormPart {
  draft: JobDraft;
  /** What is wrong, beside the field. */
  errors: FieldTexts;
  change(fields: Partial<JobDraft>): void;
}

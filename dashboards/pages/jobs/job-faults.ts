import { ApiError } from '../../api/call.ts';
import type { Words } from '../../words/words.ts';
import type { DraftFaults } from './draft-faults.ts';
import type { JobDraft } from './job-draft.ts';

export type FieldTexts = Partial<Record<keyof JobDraft, string>>;

/** What is wrong with each field, in words. */
export function faultTexts(faults: DraftFaults, words: Words): FieldTexts {
  return Object.fromEntries(Object.entries(faults).map(([field, code]) => [field, words.jobs.faults[code]]));
}

/** What the collector refuses, beside the field that it means; empty when it names none that the form has. */
export function refusedFields(error: unknown, words: Words): FieldTexts {
  if (!(error instanceof ApiError) || !Array.isArray(error.details.issues)) return {};
  const { faults } = words.jobs;
  const texts: FieldTexts = {};
  for (const { field, message } of error.details.issues as { field: string; message: string }[]) {
    if (field === 'definition.schedule.expression') texts.cron = faults.cron(message);
    else if (field === 'definition.schedule.job') texts.after = faults.job;
    else if (field === 'definition.zone') texts.zone = faults.zone;
    else if (field === 'definition.feed.target') texts.feedTarget = faults.target;
  }
  return texts;
}

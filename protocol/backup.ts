/*
 * Backups of the collector, and tests that one can be restored: told to pages and to whoever asks the API.
 */
import * as z from 'zod';

/**
 * Why there is no backup, where it is known: words are made of it. `folder`: the folder cannot be used; `in_use`:
 * another backup or test works in it; `foreign`: it holds the backups of another collector; `disk_full`: it has no room;
 * `journal_full`: the journal reached its limit before everything was held still; `store`: the store could not be held
 * still; `ledger`: the ledger could not be read; `changed`: a file changed while it was copied; `cancelled`: somebody
 * cancelled it, or the collector was stopped; `failed`: anything else.
 */
export const BACKUP_FAILURES = [
  'folder',
  'in_use',
  'foreign',
  'disk_full',
  'journal_full',
  'store',
  'ledger',
  'changed',
  'cancelled',
  'failed',
] as const;
export type BackupFailure = (typeof BACKUP_FAILURES)[number];

/** A backup that was made, or that was tried. */
export const BackupRun = z.strictObject({
  atMs: z.number().describe('when it began'),
  tookMs: z.number(),
  by: z.string().describe('who began it; empty: by the schedule'),
  folder: z.string(),
  point: z.string().describe('name of the point in the folder; empty when it failed'),
  isThere: z
    .boolean()
    .describe('false: it failed, or newer ones have taken its place; the folder is not looked at'),
  failure: z.enum(['', ...BACKUP_FAILURES]).describe('empty when it was made'),
  detail: z.string().describe('one sentence, for whoever looks closer'),
  bytes: z.number().describe('what a restore brings back'),
  newBytes: z.number().describe('what the folder grew by'),
  files: z.int(),
});
export type BackupRun = z.infer<typeof BackupRun>;

/**
 * Why a backup cannot be restored, or not to what it was. `no_point`: there is none; `point`: its list of files is
 * damaged; `object_missing`, `object_damaged`: a piece of a file; `ledger`: the ledger is damaged or another one;
 * `audit`: the chain of the audit is broken; `journal`: entries are missing or damaged, or a position lies outside;
 * `store`: the store does not open, or has other samples; `disk_full`: no room to restore it; `in_use`: a backup is
 * being made; `cancelled`; `failed`: anything else.
 */
export const RESTORE_FAILURES = [
  'no_point',
  'point',
  'object_missing',
  'object_damaged',
  'ledger',
  'audit',
  'journal',
  'store',
  'disk_full',
  'in_use',
  'cancelled',
  'failed',
] as const;
export type RestoreFailure = (typeof RESTORE_FAILURES)[number];

/** Something that is not as it was when the backup was made. */
export const RestoreDifference = z.strictObject({
  code: z.enum(RESTORE_FAILURES),
  what: z.string().describe('the file, table, day or position that it is about'),
  detail: z.string().describe('one sentence, for whoever looks closer'),
});
export type RestoreDifference = z.infer<typeof RestoreDifference>;

/** A backup that was restored into a temporary place and compared with what it was when it was made. */
export const RestoreTest = z.strictObject({
  atMs: z.number().describe('when it began'),
  tookMs: z.number(),
  by: z.string().describe('who began it; empty: by the schedule'),
  folder: z.string(),
  point: z.string(),
  passed: z.boolean(),
  differences: z.array(RestoreDifference).max(100).describe('the first of them; empty when it passed'),
  checked: z
    .strictObject({
      bytes: z.number(),
      files: z.int(),
      ledgerRows: z.number(),
      auditEntries: z.number(),
      isSealChecked: z
        .boolean()
        .describe('false: the backup has no key, only the links of the audit could be checked'),
      journalEntries: z.number(),
      samples: z.number().describe('0 where they are kept in a store elsewhere'),
    })
    .nullable()
    .describe('null when it did not get so far'),
});
export type RestoreTest = z.infer<typeof RestoreTest>;

/** What is being done now, and how far it is. */
export const BackupProgress = z.strictObject({
  what: z.enum(['backup', 'test']),
  atMs: z.number().describe('when it began'),
  by: z.string(),
  stage: z.enum(['preparing', 'holding', 'ledger', 'journal', 'files', 'clearing', 'restoring', 'checking']),
  doneBytes: z.number(),
  totalBytes: z.number().describe('0 while nobody knows'),
});
export type BackupProgress = z.infer<typeof BackupProgress>;

/** How backups stand: what the settings want, what was made last, what comes next. */
export const BackupState = z.strictObject({
  folder: z.string().describe('empty: the setting `backup.to` names none, nothing is backed up by itself'),
  everyMs: z.number(),
  keep: z.int().describe('points that stay'),
  testEveryMs: z.number(),
  samples: z
    .enum(['included', 'elsewhere', 'nowhere'])
    .describe(
      '`elsewhere`: the store is another machine with backups of its own; `nowhere`: in memory alone',
    ),
  running: BackupProgress.nullable(),
  last: BackupRun.nullable().describe('the newest that was made'),
  failures: z.int().describe('tries that failed since then'),
  nextAtMs: z.number().nullable(),
  lastTest: RestoreTest.nullable(),
  nextTestAtMs: z.number().nullable(),
});
export type BackupState = z.infer<typeof BackupState>;

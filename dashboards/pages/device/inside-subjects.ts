/** Subjects that have a table of their own on the page. */
export const TABLED_INSIDE: readonly string[] = [
  'database_space.',
  'database_backup.',
  'database_replication.',
  'database_log.',
  'database_size.',
];

/**
 * What people say of restores that they tried: of which backup (the target of a job, or of a database), when, with which
 * outcome (`passed` or `failed`), what was restored. `took_ms` is null where nobody said.
 */
export const restoreProofs = [
  `CREATE TABLE restore_proofs (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    target TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    tester TEXT NOT NULL,
    outcome TEXT NOT NULL,
    what TEXT NOT NULL,
    took_ms BIGINT,
    recorded_by TEXT NOT NULL,
    recorded_at_ms BIGINT NOT NULL
  )`,
  'CREATE INDEX restore_proofs_by_target ON restore_proofs (target, at_ms)',
];

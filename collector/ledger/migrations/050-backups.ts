/**
 * Backups that were made or tried (`failure` empty: made), and tests that one can be restored. `result` is JSON:
 * {differences, checked}. `is_there` until a newer backup has taken its place. Both are bounded.
 */
export const backups = [
  `CREATE TABLE backups (
    at_ms BIGINT PRIMARY KEY,
    took_ms BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    folder TEXT NOT NULL,
    point TEXT NOT NULL,
    failure TEXT NOT NULL,
    detail TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    new_bytes BIGINT NOT NULL,
    files INTEGER NOT NULL,
    is_there INTEGER NOT NULL
  )`,
  `CREATE TABLE restore_tests (
    at_ms BIGINT PRIMARY KEY,
    took_ms BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    folder TEXT NOT NULL,
    point TEXT NOT NULL,
    passed INTEGER NOT NULL,
    result TEXT NOT NULL
  )`,
];

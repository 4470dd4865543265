/** Keys with which programs push line protocol and the like. */
export const keys = [
  `CREATE TABLE push_keys (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    withdrawn_at_ms BIGINT
  )`,
];

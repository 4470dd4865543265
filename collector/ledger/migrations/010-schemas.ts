/** Columns that frames carry, by the identity that stands in every entry of the journal. */
export const schemas = [
  `CREATE TABLE schemas (
    id TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    source TEXT NOT NULL,
    content TEXT NOT NULL,
    first_seen_ms BIGINT NOT NULL
  )`,
  'CREATE INDEX schemas_by_target ON schemas (target)',
];

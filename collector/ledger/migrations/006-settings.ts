/** Small things that are set once for the whole collector; values are JSON. */
export const settings = [
  'CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL, changed_at_ms BIGINT NOT NULL)',
];

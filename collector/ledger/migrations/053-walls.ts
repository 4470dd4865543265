/** Walls: `view` is JSON; `token_hash` is null once the token is withdrawn. */
export const walls = [
  `CREATE TABLE walls (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    name TEXT NOT NULL,
    view TEXT NOT NULL,
    token_hash TEXT,
    token_made_at_ms BIGINT,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT,
    seen_address TEXT NOT NULL
  )`,
  'CREATE UNIQUE INDEX walls_by_token ON walls (token_hash)',
];

/**
 * Ways to tell somebody, and what became of each event for each of them. A telling waits, is put into a call, and
 * ends as delivered or failed; what was not to be told ends at once, with the reason.
 */
export const telling = [
  `CREATE TABLE channels (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    organisation TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    is_default INTEGER NOT NULL,
    fallback TEXT,
    calls_per_minute INTEGER NOT NULL,
    config TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE telling_progress (
    name TEXT PRIMARY KEY,
    event_number BIGINT NOT NULL
  )`,
  `CREATE TABLE tellings (
    number BIGINT PRIMARY KEY,
    event TEXT NOT NULL,
    channel TEXT NOT NULL,
    organisation TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    call TEXT,
    UNIQUE (event, channel)
  )`,
  'CREATE INDEX tellings_by_state ON tellings (state, number)',
  'CREATE INDEX tellings_by_call ON tellings (call)',
  `CREATE TABLE calls (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    organisation TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    made_at_ms BIGINT NOT NULL,
    next_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    answer TEXT NOT NULL
  )`,
  'CREATE INDEX calls_by_state ON calls (state, next_at_ms)',
];

/** The newest record of each (target, kind, key), a bounded history of events, and how far the journal was read. */
export const records = [
  `CREATE TABLE records (
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    record_key TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    position BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (target, kind, record_key)
  )`,
  `CREATE TABLE record_events (
    position BIGINT NOT NULL,
    part INTEGER NOT NULL,
    target TEXT NOT NULL,
    record_key TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (position, part)
  )`,
  'CREATE INDEX record_events_by_target ON record_events (target, position)',
];

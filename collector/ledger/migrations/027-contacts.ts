/**
 * Who can be told, together with whom, of what; and drills that prove it. A drill asks every channel and every contact
 * to answer; of the token in each of its calls only the hash is kept.
 */
export const contacts = [
  `CREATE TABLE contacts (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE teams (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE routes (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE drill_plans (
    organisation TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE drills (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    begun_by TEXT NOT NULL,
    begun_at_ms BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    ended_at_ms BIGINT
  )`,
  'CREATE INDEX drills_by_organisation ON drills (organisation, begun_at_ms)',
  `CREATE TABLE drill_calls (
    id TEXT PRIMARY KEY,
    drill TEXT NOT NULL,
    channel TEXT NOT NULL,
    contact TEXT NOT NULL,
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    code TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at_ms BIGINT NOT NULL,
    sent_at_ms BIGINT,
    delivered_at_ms BIGINT,
    answer TEXT NOT NULL,
    answered_at_ms BIGINT,
    answered_by TEXT NOT NULL
  )`,
  'CREATE INDEX drill_calls_by_drill ON drill_calls (drill)',
];

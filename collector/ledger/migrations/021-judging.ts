/** How far the journal was judged, and the state of every rule on every series of a target as it was there. */
export const judging = [
  `CREATE TABLE judging_progress (
    name TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    context TEXT NOT NULL
  )`,
  `CREATE TABLE judging_pages (
    target TEXT PRIMARY KEY,
    layout TEXT NOT NULL,
    state BYTEA NOT NULL
  )`,
];

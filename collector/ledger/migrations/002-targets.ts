/** Things watched. `parents` is JSON: {network, power, cooling}, each a list of target ids. */
export const targets = [
  `CREATE TABLE targets (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    address TEXT NOT NULL,
    zone TEXT NOT NULL,
    room TEXT NOT NULL,
    rack TEXT NOT NULL,
    owner TEXT NOT NULL,
    contract TEXT NOT NULL,
    parents TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    deleted_at_ms BIGINT
  )`,
  'CREATE INDEX targets_by_organisation ON targets (organisation, name)',
  'CREATE INDEX targets_by_host ON targets (organisation, host)',
];

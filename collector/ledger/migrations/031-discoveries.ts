/**
 * Sweeps of address ranges, and what they found. `ranges` and `credentials` are JSON lists; `recognised` is JSON;
 * `credential` is empty where something answered that no credential opens.
 */
export const discoveries = [
  `CREATE TABLE discoveries (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    zone TEXT NOT NULL,
    agent TEXT NOT NULL,
    ranges TEXT NOT NULL,
    credentials TEXT NOT NULL,
    rate DOUBLE PRECISION NOT NULL,
    state TEXT NOT NULL,
    asked BIGINT NOT NULL,
    total BIGINT NOT NULL,
    error TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT
  )`,
  'CREATE INDEX discoveries_by_organisation ON discoveries (organisation, made_at_ms)',
  `CREATE TABLE discovery_found (
    discovery TEXT NOT NULL REFERENCES discoveries (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    probe TEXT NOT NULL,
    credential TEXT NOT NULL,
    recognised TEXT NOT NULL,
    found_at_ms BIGINT NOT NULL,
    PRIMARY KEY (discovery, address, probe)
  )`,
];

/**
 * Versions of the configuration of devices, each kept once for as long as it stays the same, deflated; and the parts
 * of one that has not come whole.
 */
export const configs = [
  `CREATE TABLE config_versions (
    target TEXT NOT NULL,
    platform TEXT NOT NULL,
    version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    first_at_ms BIGINT NOT NULL,
    last_at_ms BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    deflated BYTEA NOT NULL,
    PRIMARY KEY (target, platform, version)
  )`,
  'CREATE INDEX config_versions_by_time ON config_versions (target, platform, first_at_ms)',
  `CREATE TABLE config_parts (
    target TEXT NOT NULL,
    platform TEXT NOT NULL,
    hash TEXT NOT NULL,
    part INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    at_ms BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (target, platform, hash, part)
  )`,
];

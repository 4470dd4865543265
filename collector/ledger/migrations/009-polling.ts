/**
 * What is asked over the network, how, and with which secret. `credentials.shown` is JSON that anybody may read who
 * may see the credential, `sealed` everything of it. `assignments.targets_digest` tells whether what an agent shall
 * poll has changed since its revision. `targets.recognised` is JSON: what the device last said it is.
 */
export const polling = [
  `CREATE TABLE credentials (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    shown TEXT NOT NULL,
    sealed TEXT NOT NULL,
    revision BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    UNIQUE (organisation, name)
  )`,
  `CREATE TABLE polls (
    target TEXT NOT NULL REFERENCES targets (id),
    probe TEXT NOT NULL,
    credential TEXT REFERENCES credentials (id),
    settings TEXT NOT NULL,
    every_ms BIGINT NOT NULL,
    enabled INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (target, probe)
  )`,
  'CREATE INDEX polls_by_credential ON polls (credential)',
  'ALTER TABLE agents ADD COLUMN zone TEXT',
  'ALTER TABLE agents ADD COLUMN sealing_key TEXT',
  "ALTER TABLE assignments ADD COLUMN targets_digest TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE targets ADD COLUMN vendor TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE targets ADD COLUMN model TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE targets ADD COLUMN recognised TEXT NOT NULL DEFAULT ''",
];

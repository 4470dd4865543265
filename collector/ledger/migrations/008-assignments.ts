/** What the collector hands down to an agent: probe name → settings, JSON; `revision` counts up with each change. */
export const assignments = [
  `CREATE TABLE assignments (
    agent TEXT PRIMARY KEY REFERENCES agents (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    probes TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL
  )`,
];

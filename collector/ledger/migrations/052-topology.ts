/** What people know better than LLDP, as JSON: places of things, cables, what is hidden; one row an organisation. */
export const topology = [
  `CREATE TABLE topology_corrections (
    organisation TEXT PRIMARY KEY REFERENCES organisations (id),
    revision INTEGER NOT NULL,
    corrections TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL
  )`,
];

/** Rules, shipped and own. `revision` counts over all of them; a deleted one stays so that it is not shipped again. */
export const rules = [
  `CREATE TABLE rules (
    id TEXT PRIMARY KEY,
    revision BIGINT NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    shipped INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    deleted_at_ms BIGINT
  )`,
];

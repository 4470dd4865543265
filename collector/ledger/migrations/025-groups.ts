/**
 * Groups of targets, other thresholds than those of the rules, and how often a word of an inventory has changed.
 * `selection`, `labels` and `body` are JSON; `subject` is the target or the group of a threshold, empty where its level
 * has none.
 */
export const groups = [
  `CREATE TABLE target_groups (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    name TEXT NOT NULL,
    selection TEXT NOT NULL
  )`,
  'CREATE INDEX target_groups_by_organisation ON target_groups (organisation, name)',
  `CREATE TABLE thresholds (
    rule TEXT NOT NULL,
    level TEXT NOT NULL,
    organisation TEXT NOT NULL,
    subject TEXT NOT NULL,
    labels TEXT NOT NULL,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (rule, level, organisation, subject, labels)
  )`,
  'CREATE INDEX thresholds_by_subject ON thresholds (subject)',
  `CREATE TABLE inventory_changes (
    target TEXT NOT NULL,
    inventory TEXT NOT NULL,
    field TEXT NOT NULL,
    changes BIGINT NOT NULL,
    value TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (target, inventory, field)
  )`,
];

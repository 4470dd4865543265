/** Alerts as they are now, and everything that happened to them in the order in which it was recorded. */
export const alerts = [
  `CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    rule TEXT NOT NULL,
    rule_revision BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    target TEXT NOT NULL,
    metric TEXT NOT NULL,
    labels TEXT NOT NULL,
    unit TEXT,
    severity TEXT NOT NULL,
    state TEXT NOT NULL,
    began_at_ms BIGINT NOT NULL,
    fired_at_ms BIGINT,
    resolved_at_ms BIGINT,
    value DOUBLE PRECISION,
    threshold DOUBLE PRECISION,
    resolution TEXT,
    acknowledged TEXT
  )`,
  'CREATE INDEX alerts_by_state ON alerts (state, began_at_ms, id)',
  'CREATE INDEX alerts_by_began ON alerts (began_at_ms, id)',
  'CREATE INDEX alerts_by_target ON alerts (target, began_at_ms)',
  `CREATE TABLE alert_events (
    number BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    alert TEXT NOT NULL,
    kind TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    position BIGINT NOT NULL,
    late INTEGER NOT NULL,
    snapshot TEXT NOT NULL
  )`,
  'CREATE INDEX alert_events_by_alert ON alert_events (alert, number)',
];

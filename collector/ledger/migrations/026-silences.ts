/**
 * Silences and planned work; and what events are searched by, so that neither their alert nor their snapshot need be
 * opened: one index holds only what people did.
 */
export const silences = [
  `CREATE TABLE silences (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    matches TEXT NOT NULL,
    times TEXT NOT NULL,
    comment TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    from_ms BIGINT NOT NULL,
    until_ms BIGINT,
    ended_at_ms BIGINT
  )`,
  'CREATE INDEX silences_by_end ON silences (until_ms, ended_at_ms)',
  'CREATE INDEX silences_by_created ON silences (created_at_ms, id)',
  "ALTER TABLE alert_events ADD COLUMN organisation TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE alert_events ADD COLUMN target TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE alert_events ADD COLUMN rule TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE alert_events ADD COLUMN severity TEXT NOT NULL DEFAULT ''",
  `UPDATE alert_events SET
     organisation = COALESCE((SELECT organisation FROM alerts WHERE alerts.id = alert_events.alert), ''),
     target = COALESCE((SELECT target FROM alerts WHERE alerts.id = alert_events.alert), ''),
     rule = COALESCE((SELECT rule FROM alerts WHERE alerts.id = alert_events.alert), ''),
     severity = COALESCE((SELECT severity FROM alerts WHERE alerts.id = alert_events.alert), '')`,
  'CREATE INDEX alert_events_by_target ON alert_events (target, at_ms, number)',
  'CREATE INDEX alert_events_by_rule ON alert_events (rule, at_ms, number)',
  'CREATE INDEX alert_events_of_people ON alert_events (at_ms, number) WHERE by_whom IS NOT NULL',
  'CREATE INDEX alerts_by_rule ON alerts (rule, began_at_ms, id)',
  'ALTER TABLE alerts ADD COLUMN assigned_to TEXT',
];

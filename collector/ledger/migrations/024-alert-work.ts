/** What is known beside the state of an alert: that it flaps, what hides it, who sees to it; and who did what. */
export const alertWork = [
  'ALTER TABLE alerts ADD COLUMN flapping INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE alerts ADD COLUMN because TEXT',
  'ALTER TABLE alerts ADD COLUMN reaches_at_ms BIGINT',
  'ALTER TABLE alerts ADD COLUMN assigned TEXT',
  'ALTER TABLE alerts ADD COLUMN closed TEXT',
  'ALTER TABLE alert_events ADD COLUMN by_whom TEXT',
  "ALTER TABLE alert_events ADD COLUMN comment TEXT NOT NULL DEFAULT ''",
  'ALTER TABLE alert_events ADD COLUMN from_severity TEXT',
  // What a graver rule took over is a tier of one alert now.
  "UPDATE alerts SET resolution = 'superseded' WHERE resolution = 'worse'",
  `UPDATE alert_events SET snapshot = REPLACE(snapshot, '"resolution":"worse"', '"resolution":"superseded"')
   WHERE kind = 'resolved'`,
  'CREATE INDEX alert_events_by_time ON alert_events (at_ms, number)',
];

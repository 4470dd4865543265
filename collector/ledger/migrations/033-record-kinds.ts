/**
 * Traps are history as events are, and bounded apart from them: a storm of them must not push events out. Records are
 * also found by their kind, over all targets.
 */
export const recordKinds = [
  "ALTER TABLE record_events ADD COLUMN kind TEXT NOT NULL DEFAULT 'event'",
  'DROP INDEX record_events_by_target',
  'CREATE INDEX record_events_by_kind ON record_events (target, kind, position)',
  'CREATE INDEX records_by_kind ON records (kind, target)',
];

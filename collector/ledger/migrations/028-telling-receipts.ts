/**
 * Tellings to single recipients, with reasons as codes; calls that stand for a storm and can be handed over while
 * they are still tried; and what stages hold back. What was recorded before is kept.
 */
export const tellingReceipts = [
  'DROP INDEX tellings_by_state',
  'DROP INDEX tellings_by_call',
  'ALTER TABLE tellings RENAME TO tellings_before',
  `CREATE TABLE tellings (
    number BIGINT PRIMARY KEY,
    event TEXT NOT NULL,
    alert TEXT NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    organisation TEXT NOT NULL,
    severity INTEGER NOT NULL,
    state TEXT NOT NULL,
    code TEXT NOT NULL,
    params TEXT NOT NULL,
    made_at_ms BIGINT NOT NULL,
    call TEXT,
    instead_of TEXT,
    UNIQUE (event, channel, recipient)
  )`,
  `INSERT INTO tellings (number, event, alert, kind, channel, recipient, organisation, severity, state, code, params,
     made_at_ms, call, instead_of)
   SELECT before.number, before.event, COALESCE(alert_events.alert, ''), COALESCE(alert_events.kind, ''),
     before.channel, '', before.organisation,
     CASE alerts.severity WHEN 'critical' THEN 2 WHEN 'warning' THEN 1 ELSE 0 END,
     CASE WHEN before.call IS NOT NULL THEN 'called' WHEN before.state IN ('waiting', 'failed') THEN before.state
       ELSE 'not_told' END,
     CASE WHEN before.call IS NOT NULL OR before.state = 'waiting' THEN ''
       WHEN before.state = 'failed' THEN 'channel_gone' WHEN before.state = 'late' THEN 'late'
       WHEN before.state = 'nobody' THEN 'no_channel' WHEN before.reason = 'acknowledgement' THEN 'not_a_call'
       WHEN before.reason LIKE 'for information only%' THEN 'info_unnamed' ELSE 'firing_not_told' END,
     CASE WHEN before.reason = 'acknowledgement' THEN '{"kind":"acknowledged"}' ELSE '{}' END,
     before.made_at_ms, before.call, NULL
   FROM tellings_before before
   LEFT JOIN alert_events ON alert_events.id = before.event LEFT JOIN alerts ON alerts.id = alert_events.alert`,
  'DROP TABLE tellings_before',
  `CREATE INDEX tellings_that_wait ON tellings (channel, recipient, organisation, number, made_at_ms)
   WHERE state = 'waiting'`,
  'CREATE INDEX tellings_by_call ON tellings (call, number)',
  'CREATE INDEX tellings_by_alert ON tellings (alert, number)',
  'CREATE INDEX tellings_by_time ON tellings (made_at_ms)',
  'CREATE INDEX tellings_instead ON tellings (instead_of) WHERE instead_of IS NOT NULL',

  'DROP INDEX calls_by_state',
  "ALTER TABLE calls ADD COLUMN recipient TEXT NOT NULL DEFAULT ''",
  'ALTER TABLE calls ADD COLUMN first_number BIGINT NOT NULL DEFAULT 0',
  'ALTER TABLE calls ADD COLUMN events INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE calls ADD COLUMN since_ms BIGINT NOT NULL DEFAULT 0',
  'ALTER TABLE calls ADD COLUMN tried_at_ms BIGINT NOT NULL DEFAULT 0',
  'ALTER TABLE calls ADD COLUMN handed_at_ms BIGINT',
  "ALTER TABLE calls ADD COLUMN code TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE calls ADD COLUMN params TEXT NOT NULL DEFAULT '{}'",
  'ALTER TABLE calls ADD COLUMN storm TEXT',
  'UPDATE calls SET since_ms = made_at_ms, events = (SELECT COUNT(*) FROM tellings WHERE tellings.call = calls.id)',
  'CREATE INDEX calls_that_are_open ON calls (channel, first_number) WHERE ended_at_ms IS NULL',
  'CREATE INDEX calls_by_end ON calls (ended_at_ms)',
  'CREATE INDEX calls_by_time ON calls (made_at_ms)',

  'ALTER TABLE channels ADD COLUMN fallback_after_ms BIGINT NOT NULL DEFAULT 300000',

  `CREATE TABLE holds (
    number BIGINT PRIMARY KEY,
    event TEXT NOT NULL,
    alert TEXT NOT NULL,
    code TEXT NOT NULL,
    params TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    until_ms BIGINT,
    to_ms BIGINT
  )`,
  'CREATE INDEX holds_that_stand ON holds (number) WHERE to_ms IS NULL',
  'CREATE INDEX holds_by_alert ON holds (alert, number)',
  'CREATE INDEX holds_by_end ON holds (to_ms)',
];

/**
 * Lines and differences that say what was seen when a series took its value: a short history of each series, and what
 * an alert has of it, which stays as long as the alert.
 */
export const evidence = [
  `CREATE TABLE evidence (
    position BIGINT PRIMARY KEY,
    target TEXT NOT NULL,
    series TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    data TEXT NOT NULL
  )`,
  'CREATE INDEX evidence_by_series ON evidence (target, series, at_ms)',
  `CREATE TABLE alert_evidence (
    alert TEXT NOT NULL,
    position BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (alert, position)
  )`,
];

import { MIGRATIONS } from './migrations/index.ts';

/** Numbers of the format before devices were asked; those of a new format are applied below 10 as well. */
export const BEFORE_DEVICES = [1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 21, 22, 23];
/** Its migrations. */
export const OLD = MIGRATIONS.filter(({ number }) => BEFORE_DEVICES.includes(number));

/** Two machines: the one beside the collector, and one that a person enrolled. */
export const WRITTEN = [
  "INSERT INTO organisations VALUES ('default', 'Default', 'Asia/Shanghai', 'zh-CN', 1)",
  `INSERT INTO targets VALUES ('t1', 'default', 'server', 'here', 'here', '', '', '3F', '', '', '',
     '{"network":[],"power":[],"cooling":[]}', 1, NULL)`,
  `INSERT INTO targets VALUES ('t2', 'default', 'server', 'there', 'there', '10.1.0.2', '', '', '', '', '',
     '{"network":["t1"],"power":[],"cooling":[]}', 1, NULL)`,
  "INSERT INTO agents VALUES ('a1', 'default', 't1', 'here', 'm1', 'k1', 1, '', NULL)",
  "INSERT INTO agents VALUES ('a2', 'default', 't2', 'there', 'm2', 'k2', 1, '', NULL)",
  "INSERT INTO enrol_tokens VALUES ('e1', 'default', 'h1', '', 'collector', 1, 2, 1, 'a1')",
  "INSERT INTO enrol_tokens VALUES ('e2', 'default', 'h2', '', 'admin', 1, 2, 1, 'a2')",
  `INSERT INTO assignments VALUES ('a2', 7, '{"disk":false}', 'admin', 1)`,
  "INSERT INTO records VALUES ('t2', 'inventory', '', 5, 1, '{}')",
  // An alert that a graver rule once took over.
  `INSERT INTO alerts (id, rule, rule_revision, organisation, target, metric, labels, severity, state, began_at_ms, resolution)
     VALUES ('w1', 'space', 1, 'default', 't2', 'disk.used_percent', '{}', 'warning', 'resolved', 5, 'worse')`,
  `INSERT INTO alert_events (number, id, alert, kind, at_ms, position, late, snapshot)
     VALUES (1, 'w2', 'w1', 'resolved', 6, 1, 0, '{"id":"w1","resolution":"worse"}')`,
  "INSERT INTO record_events VALUES (2, 0, 't2', 'inventory_changed', 6, '{\"total\":1}')",
];

/** Below the number that RFC 5612 keeps for examples. A site that has a number of its own takes that. */
export const ENTERPRISE = '1.3.6.1.4.1.32473.20';

/** What is notified, below `<enterprise>.0`; as in WARD-MIB. */
export const NOTIFICATIONS = { fired: 1, resolved: 2, changed: 3, storm: 4, drill: 5 } as const;

/** What comes with it, below `<enterprise>.1`; as in WARD-MIB. */
export const OBJECTS = {
  event: 1,
  alert: 2,
  kind: 3,
  severity: 4,
  target: 5,
  rule: 6,
  ruleName: 7,
  metric: 8,
  labels: 9,
  value: 10,
  threshold: 11,
  unit: 12,
  began: 13,
  text: 14,
  link: 15,
  organisation: 16,
  madeUp: 17,
} as const;
export type ObjectName = keyof typeof OBJECTS;

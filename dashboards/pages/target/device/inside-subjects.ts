/** Subjects that have a table of their own on the page. */
export const TABLED_INSIDE: readonly string[] = [
  'database_space.',
  'database_backup.',
  'database_replication.',
  'database_log.',
  'database_size.',
];

/** What is shown of watched files. */
export const FILE_FIELDS: readonly string[] = [
  'newest_age_seconds',
  'newest_bytes',
  'count',
  'total_bytes',
  'retained_days',
];

/** What is shown of watched logs. */
export const LOG_FIELDS: readonly string[] = ['matches', 'behind_bytes', 'skipped_lines'];

/** What sensors of devices say; they have a table of their own. */
export const SENSOR_METRICS: readonly string[] = [
  'hardware.temperature_celsius',
  'hardware.fan_rpm',
  'hardware.fan_percent',
  'hardware.voltage_volts',
  'hardware.current_amps',
];

/**
 * Rules that were shipped once, and the rule of which each is a tier now, with the severity that it was. One that
 * people had changed or deleted stays as they want it, and the tier is left out for it.
 */
export const formerRules: Readonly<Record<string, { by: string; severity: 'warning' | 'critical' }>> = {
  'disk-space-critical': { by: 'disk-space-warning', severity: 'critical' },
  'part-overheating': { by: 'part-hot', severity: 'critical' },
  'storage-pool-critical': { by: 'storage-pool-high', severity: 'critical' },
  'ups-charge-critical': { by: 'ups-charge-low', severity: 'critical' },
  'ups-overload-critical': { by: 'ups-overload', severity: 'critical' },
  'database-sessions-critical': { by: 'database-sessions-high', severity: 'critical' },
  'replication-lag-critical': { by: 'replication-lag', severity: 'critical' },
  'database-backup-too-old': { by: 'database-backup-old', severity: 'critical' },
  'database-space-critical': { by: 'database-space-high', severity: 'critical' },
  'database-space-soon': { by: 'database-space-week', severity: 'critical' },
  'database-log-critical': { by: 'database-log-high', severity: 'critical' },
  'transaction-ids-critical': { by: 'transaction-ids-high', severity: 'critical' },
  'multixact-ids-critical': { by: 'multixact-ids-high', severity: 'critical' },
  'dameng-licence-expires-now': { by: 'dameng-licence-expires', severity: 'critical' },
  'certificate-expires-soon': { by: 'certificate-expires', severity: 'warning' },
  'certificate-expires-now': { by: 'certificate-expires', severity: 'critical' },
  'packet-loss-critical': { by: 'packet-loss', severity: 'critical' },
  'middleware-exhausted': { by: 'middleware-busy', severity: 'critical' },
  'activemq-store-full': { by: 'activemq-store-filling', severity: 'critical' },
  'job-still-failed': { by: 'job-failed', severity: 'critical' },
};

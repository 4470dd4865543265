import type { AllRows } from '../test-statements.ts';

/** Rows as they come of what Dameng describes in its manual for administrators; BIGINT comes as a number. */
export const damengRows: AllRows = {
  accounts: {
    columns: ['accounts_expiring', 'accounts_locked'],
    rows: [[1, 0]],
    readings: { 'dameng.accounts_expiring': 1, 'dameng.accounts_locked': 0 },
  },
  archiving: {
    columns: ['peer', 'state'],
    rows: [['GRP1_RT_02', 'broken']],
    readings: { 'database_replication.state GRP1_RT_02': 3 },
  },
  backups: {
    columns: ['database', 'type', 'age_seconds', 'result'],
    rows: [['DAMENG', 'full', 7_200, 'ok']],
    readings: {
      'database_backup.age_seconds DAMENG full': 7_200,
      'database_backup.result DAMENG full': 0,
    },
  },
  cache: {
    columns: ['cache_hit_percent'],
    rows: [['99.12']],
    readings: { 'database.cache_hit_percent': 99.12 },
  },
  counters: {
    columns: ['statements_total', 'read_bytes_total', 'written_bytes_total'],
    rows: [[812_344, 81_920_000, 8_192_000]],
    readings: {
      'database.statements_total': 812_344,
      'database.read_bytes_total': 81_920_000,
      'database.written_bytes_total': 8_192_000,
    },
  },
  deadlocks: {
    columns: ['deadlocks_total'],
    rows: [[4]],
    readings: { 'database.deadlocks_total': 4 },
  },
  instance: {
    columns: ['uptime_seconds', 'role', 'read_only'],
    rows: [[3_600, 'primary', 'no']],
    readings: { 'database.uptime_seconds': 3_600, 'database.role': 1, 'database.read_only': 0 },
  },
  jobs: { columns: ['jobs_failed'], rows: [[2]], readings: { 'dameng.jobs_failed': 2 } },
  licence: { columns: ['licence_days_left'], rows: [[45]], readings: { 'dameng.licence_days_left': 45 } },
  'log-errors': { columns: ['log_errors_hour'], rows: [[1]], readings: { 'dameng.log_errors_hour': 1 } },
  redo: {
    columns: ['log', 'size_bytes', 'used_bytes', 'used_percent'],
    rows: [['redo', 536_870_912, 134_217_728, 25]],
    readings: {
      'database_log.size_bytes redo': 536_870_912,
      'database_log.used_bytes redo': 134_217_728,
      'database_log.used_percent redo': 25,
    },
  },
  sessions: {
    columns: [
      'sessions',
      'sessions_active',
      'sessions_idle_in_transaction',
      'sessions_limit',
      'longest_statement_seconds',
    ],
    rows: [[25, 3, 1, 100, 12]],
    readings: {
      'database.sessions': 25,
      'database.sessions_active': 3,
      'database.sessions_idle_in_transaction': 1,
      'database.sessions_percent': 25,
      'database.longest_statement_seconds': 12,
    },
  },
  sizes: {
    columns: ['database', 'bytes'],
    rows: [['DAMENG', 1_073_741_824]],
    readings: { 'database_size.bytes DAMENG': 1_073_741_824 },
  },
  standby: {
    columns: ['peer', 'lag_seconds'],
    rows: [['primary', 3]],
    readings: { 'database_replication.lag_seconds primary': 3 },
  },
  tablespaces: {
    columns: ['space', 'type', 'used_bytes', 'allocated_bytes', 'limit_bytes', 'state'],
    rows: [
      ['MAIN', 'tablespace', 25, 50, 100, 'online'],
      ['ROLL', 'undo', 1, 10, 100, 'online'],
    ],
    readings: {
      'database_space.used_percent MAIN tablespace': 25,
      'database_space.used_percent ROLL undo': 1,
      'database_space.state MAIN tablespace': 0,
    },
  },
  waits: {
    columns: ['blocked_sessions', 'longest_wait_seconds'],
    rows: [[1, 8.5]],
    readings: { 'database.blocked_sessions': 1, 'database.longest_wait_seconds': 8.5 },
  },
};

import type { AllRows } from '../test-statements.ts';

/**
 * Rows as they come of what Oracle describes on the pages that the statements name. NUMBER comes as a number, what
 * does not fit into one as well; texts of the views are words such as `PHYSICAL STANDBY`, which the statements turn
 * into ours.
 */
export const oracleRows: AllRows = {
  accounts: {
    columns: ['accounts_expiring', 'accounts_in_trouble'],
    rows: [[2, 1]],
    readings: { 'oracle.accounts_expiring': 2, 'oracle.accounts_in_trouble': 1 },
  },
  'alert-log': {
    columns: ['alert_log_errors_hour'],
    rows: [[7]],
    readings: { 'oracle.alert_log_errors_hour': 7 },
  },
  archiving: {
    columns: ['archivelog', 'archive_errors', 'log_switches_hour'],
    rows: [['yes', 0, 4]],
    readings: { 'oracle.archivelog': 1, 'oracle.archive_errors': 0, 'oracle.log_switches_hour': 4 },
  },
  asm: {
    columns: ['space', 'type', 'used_bytes', 'allocated_bytes', 'limit_bytes', 'state'],
    rows: [['+DATA', 'asm', 75e9, 100e9, 100e9, 'online']],
    readings: {
      'database_space.used_percent +DATA asm': 75,
      'database_space.limit_bytes +DATA asm': 100e9,
      'database_space.state +DATA asm': 0,
    },
  },
  backups: {
    columns: ['database', 'type', 'age_seconds', 'result', 'size_bytes', 'duration_seconds'],
    rows: [
      ['ORCL', 'full', 93_600, 'warning', 42e9, 1_822],
      ['ORCL', 'log', null, 'never', null, null],
    ],
    readings: {
      'database_backup.age_seconds ORCL full': 93_600,
      'database_backup.result ORCL full': 2,
      'database_backup.size_bytes ORCL full': 42e9,
      'database_backup.duration_seconds ORCL full': 1_822,
      'database_backup.age_seconds ORCL log': Number.NaN,
      'database_backup.result ORCL log': 4,
    },
  },
  cache: {
    columns: ['cache_hit_percent'],
    rows: [[98.6]],
    readings: { 'database.cache_hit_percent': 98.6 },
  },
  counters: {
    columns: [
      'deadlocks_total',
      'statements_total',
      'commits_total',
      'rollbacks_total',
      'read_bytes_total',
      'written_bytes_total',
    ],
    rows: [[3, 9_112_233, 88_000, 120, 7e12, 2e12]],
    readings: {
      'database.deadlocks_total': 3,
      'database.statements_total': 9_112_233,
      'database.commits_total': 88_000,
      'database.rollbacks_total': 120,
      'database.read_bytes_total': 7e12,
      'database.written_bytes_total': 2e12,
    },
  },
  damage: {
    columns: ['files_to_recover', 'corrupt_blocks'],
    rows: [[1, 8]],
    readings: { 'oracle.files_to_recover': 1, 'oracle.corrupt_blocks': 8 },
  },
  destinations: {
    columns: ['peer', 'state'],
    rows: [
      ['orcl_sb', 'running'],
      ['orcl_far', 'broken'],
    ],
    readings: { 'database_replication.state orcl_sb': 0, 'database_replication.state orcl_far': 3 },
  },
  instance: {
    columns: ['uptime_seconds', 'role', 'read_only'],
    rows: [[864_000.5, 'replica', 'yes']],
    readings: { 'database.uptime_seconds': 864_000.5, 'database.role': 2, 'database.read_only': 1 },
  },
  jobs: {
    columns: ['jobs_failed', 'jobs_broken'],
    rows: [[2, 1]],
    readings: { 'oracle.jobs_failed': 2, 'oracle.jobs_broken': 1 },
  },
  memory: {
    columns: ['memory_used_bytes'],
    rows: [[12_884_901_888]],
    readings: { 'database.memory_used_bytes': 12_884_901_888 },
  },
  objects: {
    columns: ['invalid_objects'],
    rows: [[14]],
    readings: { 'oracle.invalid_objects': 14 },
  },
  'own-password': {
    columns: ['password_days_left'],
    rows: [[178.4]],
    readings: { 'oracle.password_days_left': 178.4 },
  },
  processes: {
    columns: ['processes', 'processes_limit', 'processes_percent'],
    rows: [[60, 300, 20]],
    readings: { 'oracle.processes': 60, 'oracle.processes_limit': 300, 'oracle.processes_percent': 20 },
  },
  'recovery-area': {
    columns: ['space', 'type', 'used_bytes', 'allocated_bytes', 'limit_bytes'],
    rows: [['+FRA', 'recovery_area', 10, 40, 100]],
    readings: {
      'database_space.used_percent +FRA recovery_area': 10,
      'database_space.allocated_bytes +FRA recovery_area': 40,
    },
  },
  redo: {
    columns: ['log', 'size_bytes', 'used_bytes', 'used_percent'],
    rows: [['redo 1', 600, 400, 66.7]],
    readings: {
      'database_log.size_bytes redo 1': 600,
      'database_log.used_bytes redo 1': 400,
      'database_log.used_percent redo 1': 66.7,
    },
  },
  sessions: {
    columns: ['sessions', 'sessions_limit', 'sessions_active', 'sessions_idle_in_transaction'],
    rows: [[118, 472, 6, 2]],
    readings: {
      'database.sessions': 118,
      'database.sessions_limit': 472,
      'database.sessions_percent': 25,
      'database.sessions_active': 6,
      'database.sessions_idle_in_transaction': 2,
    },
  },
  sizes: {
    columns: ['database', 'bytes'],
    rows: [['ORCL', 53e9]],
    readings: { 'database_size.bytes ORCL': 53e9 },
  },
  'sizes-root': {
    columns: ['database', 'bytes'],
    rows: [['PDB1', 11e9]],
    readings: { 'database_size.bytes PDB1': 11e9 },
  },
  standby: {
    columns: ['peer', 'lag_seconds', 'state'],
    rows: [['orcl', 93_784, 'catching_up']],
    readings: { 'database_replication.lag_seconds orcl': 93_784, 'database_replication.state orcl': 1 },
  },
  'standby-11': {
    columns: ['peer', 'lag_seconds', 'state'],
    rows: [['orcl', null, 'stopped']],
    readings: { 'database_replication.lag_seconds orcl': Number.NaN, 'database_replication.state orcl': 2 },
  },
  tablespaces: {
    columns: ['space', 'type', 'used_bytes', 'allocated_bytes', 'limit_bytes', 'state'],
    rows: [
      ['USERS', 'tablespace', 30, 31, 40, 'online'],
      ['UNDOTBS1', 'undo', 1, 10, 20, 'online'],
      ['HISTORY', 'tablespace', 5, 5, 5, 'read_only'],
    ],
    readings: {
      'database_space.used_percent USERS tablespace': 75,
      'database_space.used_percent UNDOTBS1 undo': 5,
      'database_space.state HISTORY tablespace': 1,
    },
  },
  'tablespaces-root': {
    columns: ['space', 'type', 'used_bytes', 'allocated_bytes', 'limit_bytes', 'state'],
    rows: [
      ['CDB$ROOT/SYSTEM', 'tablespace', 9, 10, 90, 'online'],
      ['PDB1/SYSTEM', 'tablespace', 45, 50, 90, 'offline'],
    ],
    readings: {
      'database_space.used_percent CDB$ROOT/SYSTEM tablespace': 10,
      'database_space.used_percent PDB1/SYSTEM tablespace': 50,
      'database_space.state PDB1/SYSTEM tablespace': 2,
    },
  },
  temporary: {
    columns: ['space', 'type', 'used_bytes', 'allocated_bytes', 'limit_bytes'],
    rows: [['TEMP', 'temporary', 8, 10, 32]],
    readings: { 'database_space.used_percent TEMP temporary': 25 },
  },
  'temporary-root': {
    columns: ['space', 'type', 'used_bytes', 'allocated_bytes', 'limit_bytes'],
    rows: [['PDB1/TEMP', 'temporary', 16, 20, 32]],
    readings: { 'database_space.used_percent PDB1/TEMP temporary': 50 },
  },
  transactions: {
    columns: ['longest_transaction_seconds'],
    rows: [[4_212]],
    readings: { 'database.longest_transaction_seconds': 4_212 },
  },
  transport: {
    columns: ['transport_lag_seconds'],
    rows: [[5]],
    readings: { 'oracle.transport_lag_seconds': 5 },
  },
  waits: {
    columns: ['longest_statement_seconds', 'blocked_sessions', 'longest_wait_seconds'],
    rows: [[31, 2, 12.5]],
    readings: {
      'database.longest_statement_seconds': 31,
      'database.blocked_sessions': 2,
      'database.longest_wait_seconds': 12.5,
    },
  },
};

import type { AllRows } from '../test-statements.ts';

/** Rows as they come of what IBM describes on the pages that the statements name; BIGINT comes as a number or a text. */
export const db2Rows: AllRows = {
  backups: {
    columns: ['database', 'type', 'age_seconds', 'result', 'duration_seconds'],
    rows: [
      ['SAMPLE', 'full', 90_000, 'failed', 240],
      ['SAMPLE', 'differential', 3_600, 'ok', 12],
    ],
    readings: {
      'database_backup.age_seconds SAMPLE full': 90_000,
      'database_backup.result SAMPLE full': 3,
      'database_backup.duration_seconds SAMPLE full': 240,
      'database_backup.age_seconds SAMPLE differential': 3_600,
    },
  },
  database: databaseRows(),
  'database-9': databaseRows(),
  diagnostics: {
    columns: ['log_errors_hour'],
    rows: [[3]],
    readings: { 'db2.log_errors_hour': 3 },
  },
  hadr: {
    columns: ['peer', 'lag_seconds', 'lag_bytes', 'state'],
    rows: [['db2b.example', 7, '120832', 'catching_up']],
    readings: {
      'database_replication.lag_seconds db2b.example': 7,
      'database_replication.lag_bytes db2b.example': 120_832,
      'database_replication.state db2b.example': 1,
    },
  },
  'hadr-9': {
    columns: ['peer', 'lag_bytes', 'state'],
    rows: [['db2b.example', 0, 'broken']],
    readings: {
      'database_replication.lag_bytes db2b.example': 0,
      'database_replication.state db2b.example': 3,
    },
  },
  logs: {
    columns: ['log', 'size_bytes', 'used_bytes', 'used_percent'],
    rows: [['log 0', 204_800, 51_200, 25]],
    readings: {
      'database_log.size_bytes log 0': 204_800,
      'database_log.used_bytes log 0': 51_200,
      'database_log.used_percent log 0': 25,
    },
  },
  settings: {
    columns: ['role', 'sessions_limit'],
    rows: [['replica', '200']],
    readings: { 'database.role': 2, 'database.sessions_limit': 200 },
  },
  sizes: {
    columns: ['database', 'bytes'],
    rows: [['SAMPLE', 5_368_709_120]],
    readings: { 'database_size.bytes SAMPLE': 5_368_709_120 },
  },
  statements: {
    columns: ['longest_statement_seconds'],
    rows: [[61]],
    readings: { 'database.longest_statement_seconds': 61 },
  },
  tablespaces: {
    columns: ['space', 'type', 'used_bytes', 'allocated_bytes', 'limit_bytes', 'state'],
    rows: [
      ['USERSPACE1', 'tablespace', 30, 32, 120, 'online'],
      ['TEMPSPACE1', 'temporary', 1, 1, 100, 'online'],
    ],
    readings: {
      'database_space.used_percent USERSPACE1 tablespace': 25,
      'database_space.used_percent TEMPSPACE1 temporary': 1,
      'database_space.state USERSPACE1 tablespace': 0,
    },
  },
  waits: {
    columns: ['blocked_sessions', 'longest_wait_seconds'],
    rows: [[2, 45]],
    readings: { 'database.blocked_sessions': 2, 'database.longest_wait_seconds': 45 },
  },
  work: {
    columns: ['longest_transaction_seconds', 'sessions_idle_in_transaction'],
    rows: [[4_000, 1]],
    readings: { 'database.longest_transaction_seconds': 4_000, 'database.sessions_idle_in_transaction': 1 },
  },
};

function databaseRows() {
  return {
    columns: [
      'uptime_seconds',
      'sessions',
      'sessions_active',
      'deadlocks_total',
      'commits_total',
      'rollbacks_total',
      'statements_total',
      'rows_read_total',
      'rows_written_total',
      'cache_hit_percent',
    ],
    rows: [[86_400, 41, 3, 2, 10_000, 15, 99_000, 7_000_000, 90_000, 97.5]],
    readings: {
      'database.uptime_seconds': 86_400,
      'database.sessions': 41,
      'database.sessions_active': 3,
      'database.deadlocks_total': 2,
      'database.commits_total': 10_000,
      'database.rollbacks_total': 15,
      'database.statements_total': 99_000,
      'database.rows_read_total': 7_000_000,
      'database.rows_written_total': 90_000,
      'database.cache_hit_percent': 97.5,
    },
  };
}

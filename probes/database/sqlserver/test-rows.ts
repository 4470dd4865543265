import type { AllRows } from '../test-statements.ts';

/**
 * Rows as they come of what Microsoft describes on the pages that the statements name: numbers that are cast to float
 * come as numbers, counts as whole numbers, bigint as such.
 */
export const sqlserverRows: AllRows = {
  availability: {
    columns: ['peer', 'lag_seconds', 'lag_bytes', 'state'],
    rows: [
      ['SQL02/Orders', 4, 1_048_576, 'running'],
      ['SQL03/Orders', null, 0, 'stopped'],
    ],
    readings: {
      'database_replication.lag_seconds SQL02/Orders': 4,
      'database_replication.lag_bytes SQL02/Orders': 1_048_576,
      'database_replication.state SQL02/Orders': 0,
      'database_replication.lag_seconds SQL03/Orders': Number.NaN,
      'database_replication.state SQL03/Orders': 2,
    },
  },
  'availability-2012': {
    columns: ['peer', 'lag_bytes', 'state'],
    rows: [['SQL02/Orders', 2_048, 'catching_up']],
    readings: {
      'database_replication.lag_bytes SQL02/Orders': 2_048,
      'database_replication.state SQL02/Orders': 1,
    },
  },
  backups: {
    columns: ['database', 'type', 'age_seconds', 'result', 'size_bytes', 'duration_seconds'],
    rows: [
      ['Orders', 'full', 3_600, 'ok', 5_368_709_120, 312],
      ['Orders', 'log', 900, 'ok', 1_048_576, 1],
      ['New', 'full', null, 'never', null, null],
    ],
    readings: {
      'database_backup.age_seconds Orders full': 3_600,
      'database_backup.result Orders full': 0,
      'database_backup.size_bytes Orders full': 5_368_709_120,
      'database_backup.duration_seconds Orders full': 312,
      'database_backup.age_seconds Orders log': 900,
      'database_backup.age_seconds New full': Number.NaN,
      'database_backup.result New full': 4,
    },
  },
  counters: {
    columns: [
      'deadlocks_total',
      'statements_total',
      'commits_total',
      'cache_hit_percent',
      'alert_log_errors_total',
    ],
    rows: [[12, 8_812_344, 7_700_120, 99.7, 3]],
    readings: {
      'database.deadlocks_total': 12,
      'database.statements_total': 8_812_344,
      'database.commits_total': 7_700_120,
      'database.cache_hit_percent': 99.7,
      'database.alert_log_errors_total': 3,
    },
  },
  filegroups: {
    columns: ['space', 'type', 'used_bytes', 'allocated_bytes', 'limit_bytes'],
    rows: [['Orders/PRIMARY', 'filegroup', 80, 100, 400]],
    readings: {
      'database_space.used_bytes Orders/PRIMARY filegroup': 80,
      'database_space.allocated_bytes Orders/PRIMARY filegroup': 100,
      'database_space.limit_bytes Orders/PRIMARY filegroup': 400,
      'database_space.used_percent Orders/PRIMARY filegroup': 20,
    },
  },
  io: {
    columns: ['read_bytes_total', 'written_bytes_total'],
    rows: [[9e12, 4e12]],
    readings: { 'database.read_bytes_total': 9e12, 'database.written_bytes_total': 4e12 },
  },
  jobs: {
    columns: ['jobs_enabled', 'jobs_failed'],
    rows: [[14n, 2n]],
    readings: { 'sqlserver.jobs_enabled': 14, 'sqlserver.jobs_failed': 2 },
  },
  logs: {
    columns: ['log', 'size_bytes', 'used_bytes', 'used_percent'],
    rows: [['Orders', 1_073_741_824, 536_870_912, 12.5]],
    readings: {
      'database_log.size_bytes Orders': 1_073_741_824,
      'database_log.used_bytes Orders': 536_870_912,
      'database_log.used_percent Orders': 12.5,
    },
  },
  mirroring: {
    columns: ['peer', 'state'],
    rows: [['TCP://sql04.example:5022/Old', 'running']],
    readings: { 'database_replication.state TCP://sql04.example:5022/Old': 0 },
  },
  pressure: {
    columns: [
      'page_life_expectancy_seconds',
      'memory_grants_pending',
      'suspect_pages',
      'databases_unreadable',
    ],
    rows: [[4_211, 0, 1, 2]],
    readings: {
      'sqlserver.page_life_expectancy_seconds': 4_211,
      'sqlserver.memory_grants_pending': 0,
      'sqlserver.suspect_pages': 1,
      'sqlserver.databases_unreadable': 2,
    },
  },
  requests: {
    columns: ['longest_statement_seconds', 'blocked_sessions', 'longest_wait_seconds'],
    rows: [[62.5, 2, 31]],
    readings: {
      'database.longest_statement_seconds': 62.5,
      'database.blocked_sessions': 2,
      'database.longest_wait_seconds': 31,
    },
  },
  server: {
    columns: ['uptime_seconds', 'role', 'memory_used_bytes'],
    rows: [[86_400, 'primary', 8_589_934_592]],
    readings: {
      'database.uptime_seconds': 86_400,
      'database.role': 1,
      'database.memory_used_bytes': 8_589_934_592,
    },
  },
  sessions: {
    columns: ['sessions', 'sessions_active', 'sessions_idle_in_transaction', 'sessions_limit'],
    rows: [[120, 4, 1, 480]],
    readings: {
      'database.sessions': 120,
      'database.sessions_active': 4,
      'database.sessions_idle_in_transaction': 1,
      'database.sessions_limit': 480,
      'database.sessions_percent': 25,
    },
  },
  sizes: {
    columns: ['database', 'bytes'],
    rows: [['Orders', 107_374_182_400]],
    readings: { 'database_size.bytes Orders': 107_374_182_400 },
  },
  states: {
    columns: ['space', 'type', 'state'],
    rows: [
      ['Orders', 'database', 'online'],
      ['Broken', 'database', 'damaged'],
    ],
    readings: { 'database_space.state Orders database': 0, 'database_space.state Broken database': 3 },
  },
  transactions: {
    columns: ['longest_transaction_seconds'],
    rows: [[1_800]],
    readings: { 'database.longest_transaction_seconds': 1_800 },
  },
};

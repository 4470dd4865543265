import type { Panel } from '../panels.ts';

/** The charts of what runs inside: databases, pages, services; what is not told is not drawn. */
const DATABASE: readonly Panel[] = [
  {
    id: 'databaseSessions',
    unit: '1',
    metrics: [{ metric: 'database.sessions' }, { metric: 'database.sessions_active', dashed: true }],
  },
  {
    id: 'transactions',
    unit: '1/s',
    quietWhenZero: true,
    metrics: [
      { metric: 'database.commits_total', counter: true },
      { metric: 'database.rollbacks_total', counter: true, dashed: true },
    ],
  },
  { id: 'statements', unit: '1/s', metrics: [{ metric: 'database.statements_total', counter: true }] },
  {
    id: 'slowStatements',
    unit: '1/s',
    quietWhenZero: true,
    metrics: [{ metric: 'database.slow_statements_total', counter: true }],
  },
  { id: 'databaseSpace', unit: '%', metrics: [{ metric: 'database_space.used_percent' }] },
  { id: 'cacheHit', unit: '%', metrics: [{ metric: 'database.cache_hit_percent' }] },
  {
    id: 'replicationLag',
    unit: 's',
    quietWhenZero: true,
    metrics: [{ metric: 'database_replication.lag_seconds' }],
  },
  {
    id: 'blocked',
    unit: '1',
    quietWhenZero: true,
    metrics: [{ metric: 'database.blocked_sessions' }],
  },
  {
    id: 'transactionAge',
    unit: 's',
    quietWhenZero: true,
    metrics: [{ metric: 'database.longest_transaction_seconds' }],
  },
  { id: 'databaseLog', unit: '%', metrics: [{ metric: 'database_log.used_percent' }] },
  { id: 'databaseMemory', unit: 'B', metrics: [{ metric: 'database.memory_used_bytes' }] },
];

const PAGE: readonly Panel[] = [
  { id: 'responseTime', unit: 's', metrics: [{ metric: 'http_response.response_time' }] },
  {
    id: 'phases',
    unit: 's',
    metrics: [
      { metric: 'page.connect_seconds' },
      { metric: 'page.tls_seconds' },
      { metric: 'page.first_byte_seconds' },
      { metric: 'page.transfer_seconds' },
    ],
  },
  { id: 'pageSize', unit: 'B', metrics: [{ metric: 'http_response.content_length' }] },
  { id: 'pageValues', unit: '1', metrics: [{ metric: 'page.value' }] },
  {
    id: 'brokenLinks',
    unit: '1',
    quietWhenZero: true,
    metrics: [{ metric: 'site.broken_links' }, { metric: 'site.columns_missing', dashed: true }],
  },
];

const SERVICE: readonly Panel[] = [
  { id: 'busy', unit: '%', metrics: [{ metric: 'middleware.busy_percent' }] },
  { id: 'requests', unit: '1/s', metrics: [{ metric: 'middleware.requests_total', counter: true }] },
  {
    id: 'requestErrors',
    unit: '1/s',
    quietWhenZero: true,
    metrics: [{ metric: 'middleware.errors_total', counter: true }],
  },
  { id: 'heap', unit: '%', metrics: [{ metric: 'middleware.heap_used_percent' }] },
  { id: 'connections', unit: '1', metrics: [{ metric: 'middleware.connections' }] },
  { id: 'dataSources', unit: '%', metrics: [{ metric: 'middleware_datasource.used_percent' }] },
  { id: 'queues', unit: '1', metrics: [{ metric: 'middleware_queue.messages' }] },
  { id: 'pingTime', unit: 'ms', metrics: [{ metric: 'ping.average_response_ms' }] },
  { id: 'pingLoss', unit: '%', quietWhenZero: true, metrics: [{ metric: 'ping.percent_packet_loss' }] },
  { id: 'portTime', unit: 's', metrics: [{ metric: 'net_response.response_time' }] },
  { id: 'nameTime', unit: 'ms', metrics: [{ metric: 'dns_query.query_time_ms' }] },
  { id: 'clockOffset', unit: 's', metrics: [{ metric: 'ntp_server.offset_seconds' }] },
  { id: 'mailTime', unit: 's', metrics: [{ metric: 'smtp.response_seconds' }] },
  {
    id: 'directoryTime',
    unit: 's',
    metrics: [
      { metric: 'ldap.connect_seconds' },
      { metric: 'ldap.bind_seconds' },
      { metric: 'ldap.search_seconds' },
    ],
  },
];

const JOB: readonly Panel[] = [
  { id: 'jobAge', unit: 's', metrics: [{ metric: 'job.last_success_age_seconds' }] },
  { id: 'jobDuration', unit: 's', metrics: [{ metric: 'job.duration_seconds' }] },
  { id: 'jobSize', unit: 'B', metrics: [{ metric: 'job.size_bytes' }] },
];

/** By kind of target; what has several natures shows the charts of all. */
export const INSIDE_PANELS: Readonly<Record<string, readonly Panel[]>> = {
  database: DATABASE,
  page: PAGE,
  service: [...SERVICE, ...PAGE],
  host: [...SERVICE, ...PAGE],
  job: JOB,
};

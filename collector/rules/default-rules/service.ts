import { brokerRules } from './brokers.ts';
import { is, isOneOf, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** Middleware: web and application servers, caches and exporters, and brokers. */
export const serviceRules: readonly RuleDefinition[] = [
  {
    id: 'middleware-busy',
    name: { 'zh-CN': '中间件处理能力将用尽', en: 'Middleware is running out of capacity' },
    reason: {
      'zh-CN':
        '超过上限的 80% 且持续五分钟：再来一次高峰请求就要排队。五分钟排除短时突发。超过上限的 95%：新请求已在排队或被拒绝，用户正在受影响。',
      en: 'Above 80 % of its workers or connections for five minutes, the next peak makes people wait. Five minutes leave out a burst. Above 95 % of its workers or connections new requests wait or are turned away: people notice now.',
    },
    watch: { metric: 'middleware.busy_percent' },
    condition: { kind: 'above', threshold: 80 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 70,
    recoveryDelayMs: 2 * MINUTE_MS,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 95, holdMs: 2 * MINUTE_MS, recoveryThreshold: 85 }],
  },
  {
    id: 'middleware-heap',
    name: { 'zh-CN': 'Java 堆内存持续过高', en: 'Java heap full' },
    reason: {
      'zh-CN': '堆在两次回收之间升到 90% 很常见；十分钟一直高于 90%，说明回收已收不回来，离内存溢出不远。',
      en: 'Between two collections of garbage a heap may well reach 90 %. Above it for ten minutes without a break nothing is given back any more, and it is not far from running out.',
    },
    watch: { metric: 'middleware.heap_used_percent' },
    condition: { kind: 'above', threshold: 90 },
    holdMs: 10 * MINUTE_MS,
    recoveryThreshold: 80,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'middleware-errors',
    name: { 'zh-CN': '应用错误请求比例高', en: 'Many requests end in an error' },
    reason: {
      'zh-CN':
        '十分之一以上的请求以错误结束（服务器按 400 及以上计数），并持续十分钟；零星的 404 和扫描不会到这个比例。不足 20 个请求时不判断。',
      en: 'More than one request in ten ends in an error, as the server counts them (400 and above), for ten minutes. A missing picture or a scan does not reach that; below 20 requests nothing is judged.',
    },
    watch: { metric: 'middleware.errors_percent' },
    condition: { kind: 'above', threshold: 10 },
    holdMs: 10 * MINUTE_MS,
    recoveryThreshold: 5,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'datasource-exhausted',
    name: { 'zh-CN': '数据源连接池即将耗尽', en: 'Data source nearly exhausted' },
    reason: {
      'zh-CN': '连接池用到 90% 以上，多半是慢语句或连接泄漏；耗尽时应用全部停在等待连接上。',
      en: 'Above 90 % of a pool of connections, mostly by slow statements or by connections that are never given back. When it is empty the whole application waits.',
    },
    watch: { metric: 'middleware_datasource.used_percent' },
    condition: { kind: 'above', threshold: 90 },
    holdMs: 3 * MINUTE_MS,
    recoveryThreshold: 80,
    recoveryDelayMs: 2 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'datasource-waiting',
    name: { 'zh-CN': '线程在等待数据库连接', en: 'Threads wait for a connection' },
    reason: {
      'zh-CN': '三分钟内每次读取都有线程等不到数据库连接：连接池已空，用户正在等待。',
      en: 'At every reading for three minutes some thread waits for a connection to the database: the pool is empty, and people wait.',
    },
    watch: { metric: 'middleware_datasource.waiting' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: 3 * MINUTE_MS,
    recoveryDelayMs: 2 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'nginx-dropping',
    name: { 'zh-CN': 'nginx 丢弃连接', en: 'nginx drops connections' },
    reason: {
      'zh-CN': 'nginx 接受后又丢弃了连接，只有 worker_connections 用尽时才会发生。',
      en: 'nginx accepted connections and dropped them, which it does only when worker_connections is used up.',
    },
    watch: { metric: 'nginx.dropped' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'weblogic-server-down',
    name: { 'zh-CN': 'WebLogic 服务器未运行', en: 'WebLogic server is down' },
    reason: {
      'zh-CN': '域内一台服务器已停止，而管理服务器知道它应当存在；三分钟排除一次正常重启。',
      en: 'A server that belongs to the domain is shut down. Three minutes leave out a restart that somebody wanted.',
    },
    ...is('weblogic_server.state', 'shutdown'),
    holdMs: 3 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'weblogic-server-failed',
    name: { 'zh-CN': 'WebLogic 服务器失败', en: 'WebLogic server failed' },
    reason: {
      'zh-CN': '服务器自己判定为失败，不会自行恢复。',
      en: 'The server itself says that it failed, and does not come back by itself.',
    },
    ...is('weblogic_server.state', 'failed'),
    severity: 'critical',
  },
  {
    id: 'weblogic-server-unwell',
    name: { 'zh-CN': 'WebLogic 健康状态异常', en: 'WebLogic server is not well' },
    reason: {
      'zh-CN':
        '服务器自己判定为过载或严重，请求在排队或部分子系统已停；五分钟排除短时高峰。停机与失败另有规则。',
      en: 'The server itself says that it is overloaded, or that a part of it is critical. Five minutes leave out a peak; that it is down or failed is told by other rules.',
    },
    ...isOneOf('weblogic_server.health', 'overloaded', 'critical'),
    holdMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'weblogic-stuck-threads',
    name: { 'zh-CN': 'WebLogic 线程阻塞', en: 'WebLogic threads are stuck' },
    reason: {
      'zh-CN': '线程在一个请求上停了十分钟以上（WebLogic 的默认界限）才算阻塞，多半在等数据库或外部接口。',
      en: 'WebLogic calls a thread stuck after ten minutes on one request, mostly waiting for a database or an interface elsewhere.',
    },
    watch: { metric: 'weblogic_server.stuck_threads' },
    condition: { kind: 'above', threshold: 0 },
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'tongweb-hung-threads',
    name: { 'zh-CN': 'TongWeb 线程挂起', en: 'TongWeb threads hang' },
    reason: {
      'zh-CN': '线程处理一个请求超过了配置的时间，多半在等数据库或外部接口；五分钟仍在即不是偶然。',
      en: 'Threads work on one request for longer than is configured, mostly waiting for a database or an interface elsewhere; after five minutes that is no chance.',
    },
    watch: { metric: 'tongweb.hung_threads' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: 5 * MINUTE_MS,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'memcached-refusing',
    name: { 'zh-CN': 'memcached 达到连接上限', en: 'memcached takes no more connections' },
    reason: {
      'zh-CN': 'memcached 因连接数达到上限而停止接受连接，应用此时会直接访问数据库。',
      en: 'memcached was at its limit of connections and took no more; applications go to the database instead then.',
    },
    watch: { metric: 'memcached.listen_disabled_num' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'exporter-subject-down',
    name: { 'zh-CN': '导出器报告监视对象不可达', en: 'What an exporter watches is down' },
    reason: {
      'zh-CN':
        '导出器本身在应答，但它的 *_up 或 probe_success 为 0：它看不到所监视的对象。两分钟排除一次重启。',
      en: 'The exporter answers, and its `…_up` or `probe_success` is 0: it does not reach what it watches. Two minutes leave out a restart.',
    },
    watch: { metric: 'scrape.subjects_down' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: 2 * MINUTE_MS,
    recoveryDelayMs: MINUTE_MS,
    severity: 'critical',
  },
  ...brokerRules,
];

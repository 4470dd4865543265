import { commercialDatabaseRules } from './commercial-databases.ts';
import { databaseSpaceRules } from './database-space.ts';
import { openDatabaseRules } from './open-databases.ts';
import { HOUR_MS, is, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** Databases of every make: what their sessions do, their copies and their backups. */
export const databaseRules: readonly RuleDefinition[] = [
  {
    id: 'database-rights-missing',
    name: { 'zh-CN': '部分指标缺少权限', en: 'Rights missing for some readings' },
    reason: {
      'zh-CN': '其余指标照常读取；缺少哪项权限、授权语句是什么，写在代理报告里。',
      en: 'The rest is read. Which right is missing, and the statement that gives it, stand in what the agent reports.',
    },
    watch: { metric: 'database.rights_missing' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: 10 * MINUTE_MS,
    severity: 'info',
  },
  {
    id: 'database-sessions-high',
    name: { 'zh-CN': '数据库连接将用尽', en: 'Database connections are running out' },
    reason: {
      'zh-CN':
        '超过 80% 时，一次应用重启或连接池扩容就会把剩余名额用完；两分钟排除瞬时高峰。超过 90%，下一波请求就会被拒绝。',
      en: 'Above 80 % one restart of an application, or a pool that grows, takes the rest. Two minutes leave out a peak. Above 90 % the next wave of requests is turned away.',
    },
    watch: { metric: 'database.sessions_percent' },
    condition: { kind: 'above', threshold: 80 },
    holdMs: 2 * MINUTE_MS,
    recoveryThreshold: 75,
    recoveryDelayMs: 2 * MINUTE_MS,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 90, holdMs: MINUTE_MS, recoveryThreshold: 85 }],
  },
  {
    id: 'database-blocked',
    name: { 'zh-CN': '会话被锁阻塞', en: 'Sessions wait for locks' },
    reason: {
      'zh-CN': '短暂等锁是常态；两分钟内一直有会话在等，多半是有事务忘了提交。证据里写明谁在等谁。',
      en: 'Waiting for a moment is usual. When for two minutes somebody always waits, a transaction was mostly left open; who waits for whom is shown as evidence.',
    },
    watch: { metric: 'database.blocked_sessions' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: 2 * MINUTE_MS,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'database-long-transaction',
    name: { 'zh-CN': '事务长时间未结束', en: 'Transaction open for long' },
    reason: {
      'zh-CN': '打开超过一小时的事务会占住锁，妨碍清理与归档；夜间批量作业可按目标放宽。',
      en: 'A transaction that is open for more than an hour holds locks, and keeps old rows and logs from being removed. For a nightly batch the threshold can be raised on that target.',
    },
    watch: { metric: 'database.longest_transaction_seconds' },
    condition: { kind: 'above', threshold: 3_600 },
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'database-deadlocks',
    name: { 'zh-CN': '死锁频繁', en: 'Deadlocks again and again' },
    reason: {
      'zh-CN': '偶尔一次死锁由应用重试即可；五分钟内平均每分钟超过一次，说明程序的加锁顺序有问题。',
      en: 'One deadlock now and then is retried by the application. More than one a minute over five minutes says that the order of its locks is wrong.',
    },
    watch: { metric: 'database.deadlocks_total' },
    condition: { kind: 'rate', above: 1 / 60 },
    holdMs: 5 * MINUTE_MS,
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'replication-lag',
    name: { 'zh-CN': '复制延迟', en: 'Replication lags behind' },
    reason: {
      'zh-CN':
        '延迟超过一分钟，读备库的应用会看到旧数据；两分钟排除空闲后的第一笔写入。落后十分钟，此时切换会丢失十分钟的数据。',
      en: 'More than a minute behind, whoever reads from the replica sees old data. Two minutes leave out the first write after a rest. Ten minutes behind: a switch to the replica now would lose ten minutes of data.',
    },
    watch: { metric: 'database_replication.lag_seconds' },
    condition: { kind: 'above', threshold: 60 },
    holdMs: 2 * MINUTE_MS,
    recoveryThreshold: 30,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 600, recoveryThreshold: 300 }],
  },
  {
    id: 'replication-stopped',
    name: { 'zh-CN': '复制已停止', en: 'Replication stopped' },
    reason: {
      'zh-CN': '备库不再接收数据，可能是有人停止，也可能是连接断开；两分钟排除重连。',
      en: 'The replica receives nothing any more: somebody stopped it, or the connection is gone. Two minutes leave out a reconnection.',
    },
    ...is('database_replication.state', 'stopped'),
    holdMs: 2 * MINUTE_MS,
    recoveryDelayMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'replication-broken',
    name: { 'zh-CN': '复制出错中断', en: 'Replication broken by an error' },
    reason: {
      'zh-CN': '复制因错误停下，不会自行恢复，备库从此刻起不再更新。',
      en: 'An error stopped it, and it does not start again by itself: from now on the replica stays as it is.',
    },
    ...is('database_replication.state', 'broken'),
    severity: 'critical',
  },
  {
    id: 'database-backup-failed',
    name: { 'zh-CN': '备份、快照或归档失败', en: 'Backup, snapshot or archiving failed' },
    reason: {
      'zh-CN': '数据库自己记录上次备份、快照（Redis 默认会因此拒绝写入）或日志归档失败；五分钟排除一次重试。',
      en: 'The database itself says that its last backup, its snapshot (after which Redis refuses to write by default) or the archiving of its log failed. Five minutes leave out one retry.',
    },
    ...is('database_backup.result', 'failed'),
    holdMs: 5 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'database-backup-never',
    name: { 'zh-CN': '从未做过全量备份', en: 'Never a full backup' },
    reason: {
      'zh-CN':
        '数据库自己记录里没有任何全量备份；一小时留给新建的库。备份不经数据库记录的，请停用并改用作业监控。',
      en: 'By its own records there has never been a full backup. One hour is for a database that is new. Where backups leave no record there, disable this and watch them as a job.',
    },
    ...is('database_backup.result', 'never'),
    watch: { metric: 'database_backup.result', labels: { type: 'full' } },
    holdMs: HOUR_MS,
    severity: 'warning',
  },
  {
    id: 'database-role-changed',
    name: { 'zh-CN': '数据库主备切换', en: 'Database changed its role' },
    reason: {
      'zh-CN': '主库变成备库，或备库接管：计划外的切换说明原主库出了事，需要有人确认并修复另一边。',
      en: 'A primary became a replica, or a replica took over. When nobody planned it something happened to the former primary, and the other side wants to be repaired.',
    },
    watch: { metric: 'database.role' },
    condition: { kind: 'changed' },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'database-log-errors',
    name: { 'zh-CN': '数据库错误日志新增错误', en: 'Errors in the log of a database' },
    reason: {
      'zh-CN': '数据库写进自己错误日志的错误，每一条都需要有人看；证据里是原文，十分钟内不再出现即恢复。',
      en: 'What a database writes as an error into its own log wants to be looked at, line by line; the lines are shown as evidence. It is over when none came for ten minutes.',
    },
    watch: { metric: 'database.alert_log_errors_total' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'database-backup-old',
    name: { 'zh-CN': '全量备份过旧', en: 'Full backup is old' },
    reason: {
      'zh-CN':
        '每天一次的全量备份加两小时余量；按周备份的库请在目标上放宽。50 小时没有成功的全量备份，已经漏掉两次。',
      en: 'A full backup each day, and two hours for it to end. For a database that is saved once a week the threshold can be raised on that target. No full backup has succeeded for 50 hours: two of them are missing.',
    },
    watch: { metric: 'database_backup.age_seconds', labels: { type: 'full' } },
    condition: { kind: 'above', threshold: (26 * HOUR_MS) / 1_000 },
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: (50 * HOUR_MS) / 1_000 }],
  },
  ...databaseSpaceRules,
  ...openDatabaseRules,
  ...commercialDatabaseRules,
];

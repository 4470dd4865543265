import { HOUR_MS, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** What Oracle, SQL Server, Db2 and Dameng tell beside what every database does. */
export const commercialDatabaseRules: readonly RuleDefinition[] = [
  {
    id: 'oracle-corrupt-blocks',
    name: { 'zh-CN': 'Oracle 发现坏块', en: 'Oracle: corrupt blocks' },
    reason: {
      'zh-CN': '坏块里的数据已经读不出来，且下一次备份会把它带走；趁旧备份还在时修复，一块也要通知。',
      en: 'What is in them cannot be read, and the next backups carry them along. They are repaired from a backup that is still whole, so one block is enough.',
    },
    watch: { metric: 'oracle.corrupt_blocks' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'critical',
  },
  {
    id: 'oracle-files-to-recover',
    name: { 'zh-CN': 'Oracle 数据文件需要恢复', en: 'Oracle: data files need recovery' },
    reason: {
      'zh-CN': '文件已脱离数据库，其中的表无法访问，需要人执行恢复；五分钟排除正在进行的恢复。',
      en: 'The file has left the database and its tables cannot be reached until somebody recovers it. Five minutes leave out a recovery under way.',
    },
    watch: { metric: 'oracle.files_to_recover' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: 5 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'oracle-archiving-fails',
    name: { 'zh-CN': 'Oracle 归档失败', en: 'Oracle: archiving fails' },
    reason: {
      'zh-CN':
        '联机日志归档不出去，轮完一圈后所有写入都会挂起；五分钟排除一次重试。备库的传输由复制规则告警。',
      en: 'When no redo log can be archived every write hangs as soon as all of them are full. Five minutes leave out a retry; what a standby does not get is told by the rules of replication.',
    },
    watch: { metric: 'oracle.archive_errors' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: 5 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'oracle-processes-high',
    name: { 'zh-CN': 'Oracle 进程数即将用尽', en: 'Oracle: processes nearly used up' },
    reason: {
      'zh-CN': '超过 90%，用尽后连管理员也登录不了（ORA-00020）；两分钟排除瞬时高峰。',
      en: 'Above 90 %: when they are used up not even the administrator gets in (ORA-00020). Two minutes leave out a peak.',
    },
    watch: { metric: 'oracle.processes_percent' },
    condition: { kind: 'above', threshold: 90 },
    holdMs: 2 * MINUTE_MS,
    recoveryThreshold: 85,
    recoveryDelayMs: 2 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'oracle-alert-log',
    name: { 'zh-CN': 'Oracle 告警日志有错误', en: 'Oracle: errors in the alert log' },
    reason: {
      'zh-CN': '告警日志里的 ORA- 错误都不是应用的日常错误，每一条都需要有人看；一小时内不再出现即恢复。',
      en: 'Errors of applications do not get into the alert log, so each ORA- there wants to be looked at. It is over when the hour passed without another.',
    },
    watch: { metric: 'oracle.alert_log_errors_hour' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  },
  {
    id: 'oracle-jobs-failed',
    name: { 'zh-CN': 'Oracle 作业失败', en: 'Oracle: jobs failed' },
    reason: {
      'zh-CN': '调度器里有作业最近一次运行失败：统计信息、清理或业务批处理没有做完，且没有别人会说。',
      en: 'The last run of a job of its scheduler failed: statistics, cleaning up or a batch is not done, and nobody else says so.',
    },
    watch: { metric: 'oracle.jobs_failed' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  },
  {
    id: 'oracle-jobs-broken',
    name: { 'zh-CN': 'Oracle 作业已被停用', en: 'Oracle: jobs given up' },
    reason: {
      'zh-CN': '多次失败后调度器不再运行它，不会自行恢复，要有人修好后重新启用。',
      en: 'After too many failures the scheduler runs it no more. It stays so until somebody repairs and enables it.',
    },
    watch: { metric: 'oracle.jobs_broken' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  },
  {
    id: 'oracle-accounts-expiring',
    name: { 'zh-CN': 'Oracle 账号密码两周内到期', en: 'Oracle: passwords expire within two weeks' },
    reason: {
      'zh-CN': '默认口令策略 180 天到期；业务账号一到期，应用就登录不上。两周够安排一次修改。',
      en: 'The default profile lets passwords expire after 180 days, and an application whose account expires cannot sign in. Two weeks are enough to plan the change.',
    },
    watch: { metric: 'oracle.accounts_expiring' },
    condition: { kind: 'above', threshold: 0 },
    recoveryDelayMs: HOUR_MS,
    severity: 'warning',
  },
  {
    id: 'oracle-accounts-in-trouble',
    name: { 'zh-CN': 'Oracle 账号被锁或密码已过期', en: 'Oracle: accounts locked or expired' },
    reason: {
      'zh-CN': '密码处于宽限期，或因多次输错被锁：常见于改了密码却漏改一个应用。每小时检查一次。',
      en: 'In the grace time of a password, or locked after wrong ones: mostly a password was changed and one application was forgotten. Looked at once an hour.',
    },
    watch: { metric: 'oracle.accounts_in_trouble' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  },
  {
    id: 'oracle-password-expires',
    name: { 'zh-CN': 'Oracle 监控账号密码一周内到期', en: 'Oracle: password of the monitoring account' },
    reason: {
      'zh-CN': '到期后这台数据库就无人值守；为监控账号单独建立不过期的 profile 可一劳永逸。',
      en: 'When it expires, within a week, nobody watches this database any more. A profile without expiry for the monitoring account settles it for good.',
    },
    watch: { metric: 'oracle.password_days_left' },
    condition: { kind: 'below', threshold: 7 },
    recoveryDelayMs: HOUR_MS,
    severity: 'warning',
  },
  {
    id: 'sqlserver-suspect-pages',
    name: { 'zh-CN': 'SQL Server 发现损坏页', en: 'SQL Server: damaged pages' },
    reason: {
      'zh-CN': '读取时校验不符（823、824 错误），数据已经损坏；趁完好的备份还在时修复，一页也要通知。',
      en: 'What was read is not what had been written (errors 823 and 824). It is repaired from a backup that is still whole, so one page is enough.',
    },
    watch: { metric: 'sqlserver.suspect_pages' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'critical',
  },
  {
    id: 'sqlserver-jobs-failed',
    name: { 'zh-CN': 'SQL Server 代理作业失败', en: 'SQL Server: jobs failed' },
    reason: {
      'zh-CN': '启用的代理作业最近一次运行失败；备份、索引维护和数据同步多在其中，重跑成功即恢复。',
      en: 'The last run of an enabled job of SQL Server Agent failed: backups, indexes and copies of data are mostly done there. It is over when the job succeeds.',
    },
    watch: { metric: 'sqlserver.jobs_failed' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  },
  {
    id: 'sqlserver-memory-grants',
    name: { 'zh-CN': 'SQL Server 查询在等内存', en: 'SQL Server: queries wait for memory' },
    reason: {
      'zh-CN': '正常时应为 0；五分钟内一直有查询等不到内存，用户已经觉得慢。',
      en: 'It should be none. When for five minutes some query always waits for its memory, people notice.',
    },
    watch: { metric: 'sqlserver.memory_grants_pending' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: 5 * MINUTE_MS,
    recoveryDelayMs: 2 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'db2-log-errors',
    name: { 'zh-CN': 'Db2 诊断日志错误多', en: 'Db2: many errors in its log' },
    reason: {
      'zh-CN': 'db2diag.log 里断开的客户端也记为错误，每小时几条是常态；超过十条说明有事情反复出错。',
      en: 'A client that hangs up is an error in db2diag.log too, so a few an hour are usual. More than ten say that something fails again and again.',
    },
    watch: { metric: 'db2.log_errors_hour' },
    condition: { kind: 'above', threshold: 10 },
    severity: 'warning',
  },
  {
    id: 'dameng-log-errors',
    name: { 'zh-CN': '达梦日志有错误', en: 'Dameng: errors in its log' },
    reason: {
      'zh-CN': '实例日志里的 ERROR 与 FATAL 不是日常信息，每一条都需要有人看；一小时内不再出现即恢复。',
      en: 'ERROR and FATAL in the log of the instance are nothing usual, and each wants to be looked at. It is over when the hour passed without another.',
    },
    watch: { metric: 'dameng.log_errors_hour' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  },
  {
    id: 'dameng-licence-expires',
    name: { 'zh-CN': '达梦授权即将到期', en: 'Dameng: licence is about to end' },
    reason: {
      'zh-CN':
        '授权到期后实例重启即无法启动；续期要走商务流程，三十天并不宽裕。一周内不更换授权文件，下一次重启数据库就起不来。',
      en: 'After its end the instance does not start again. A renewal goes through purchasing, for which thirty days are not many. Unless the licence file is replaced within the week, the next restart of the database is its last.',
    },
    watch: { metric: 'dameng.licence_days_left' },
    condition: { kind: 'below', threshold: 30 },
    recoveryDelayMs: HOUR_MS,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 7 }],
  },
  {
    id: 'dameng-accounts-expiring',
    name: { 'zh-CN': '达梦账号密码两周内到期', en: 'Dameng: passwords expire within two weeks' },
    reason: {
      'zh-CN': '业务账号一到期，应用就登录不上；两周够安排一次修改。',
      en: 'An application whose account expires cannot sign in. Two weeks are enough to plan the change.',
    },
    watch: { metric: 'dameng.accounts_expiring' },
    condition: { kind: 'above', threshold: 0 },
    recoveryDelayMs: HOUR_MS,
    severity: 'warning',
  },
  {
    id: 'dameng-accounts-locked',
    name: { 'zh-CN': '达梦账号被锁', en: 'Dameng: accounts locked' },
    reason: {
      'zh-CN': '多因密码改后漏改一个应用，反复输错而锁定；有意锁定的账号不多，可按目标调高阈值。',
      en: 'Mostly a password was changed and one application, forgotten, goes on with the old one. Where accounts are locked on purpose, raise the threshold on that target.',
    },
    watch: { metric: 'dameng.accounts_locked' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  },
  {
    id: 'dameng-jobs-failed',
    name: { 'zh-CN': '达梦作业失败', en: 'Dameng: jobs failed' },
    reason: {
      'zh-CN': '今天有作业运行失败：备份与清理多由作业完成，且没有别人会说。',
      en: 'A run of a job failed today: backups and cleaning up are mostly done by jobs, and nobody else says so.',
    },
    watch: { metric: 'dameng.jobs_failed' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  },
];

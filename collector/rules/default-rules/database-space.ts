import { is, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** What fills up in a database: its spaces, its logs, and the numbers that it gives to transactions. */
export const databaseSpaceRules: readonly RuleDefinition[] = [
  {
    id: 'database-space-high',
    name: { 'zh-CN': '数据库空间将满', en: 'Database space is filling up' },
    reason: {
      'zh-CN':
        '按可以增长到的真实上限（自动扩展上限、内存上限或磁盘）计算，而不是已分配的大小；85% 时还来得及扩容。只作提示：何时写满由“一周内将写满”通知，同一件事不通知两次。超过真实上限的 95%，一次批量写入就可能使应用报错。',
      en: 'Of what it can really grow to, the limit of auto-extension, of memory or the disk, and not of what is allocated. At 85 % there is time to add some. It is shown only: when it will be full is told by the rules of days, so that nobody is called twice. Above 95 % of what it can grow to, one batch may make applications fail.',
    },
    watch: { metric: 'database_space.used_percent', notLabels: { type: 'temporary' } },
    condition: { kind: 'above', threshold: 85 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 83,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'info',
    tiers: [{ severity: 'critical', threshold: 95, holdMs: MINUTE_MS, recoveryThreshold: 93 }],
  },
  {
    id: 'database-temporary-space-full',
    name: { 'zh-CN': '临时表空间长时间将满', en: 'Temporary space nearly full for long' },
    reason: {
      'zh-CN': '临时空间随作业起伏，短时占满是正常的；持续十分钟则说明有语句在失控地排序或关联。',
      en: 'Temporary space comes and goes with the work, and being full for a moment is usual. Ten minutes say that a statement sorts or joins without end.',
    },
    watch: { metric: 'database_space.used_percent', labels: { type: 'temporary' } },
    condition: { kind: 'above', threshold: 95 },
    holdMs: 10 * MINUTE_MS,
    recoveryThreshold: 90,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'database-space-week',
    name: { 'zh-CN': '数据库空间即将写满', en: 'Database space will soon be full' },
    reason: {
      'zh-CN':
        '按最近七天的增长，不到七天就会写满，无论现在用了多少；正好够一次变更窗口。两天内写满，或此刻正在快速写入、按这个速度今天就会写满。快速写入只在稳定增长时才算数，两分钟足以确认。',
      en: 'As it grew over the last seven days it is full in less than seven more, however full it is now: time for one planned change. Full within two days, or filling so fast right now that it will be full today. A fast fill counts only while it is steady, so two minutes confirm it.',
    },
    watch: { metric: 'database_space.days_until_full' },
    condition: { kind: 'below', threshold: 7 },
    holdMs: 10 * MINUTE_MS,
    recoveryThreshold: 10,
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 2, holdMs: 2 * MINUTE_MS, recoveryThreshold: 3 }],
  },
  {
    id: 'database-space-offline',
    name: { 'zh-CN': '数据库或表空间离线', en: 'Database space offline' },
    reason: {
      'zh-CN': '其中的表此刻都无法访问；一分钟排除正常的重启或切换。',
      en: 'No table in it can be reached now. One minute leaves out a restart or a switch.',
    },
    ...is('database_space.state', 'offline'),
    holdMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'database-space-damaged',
    name: { 'zh-CN': '数据库或表空间损坏', en: 'Database space damaged' },
    reason: {
      'zh-CN': '数据库自己报告损坏；先保全现场与备份，再修复。',
      en: 'The database itself says so. Keep what is there, and the backups, before anything is repaired.',
    },
    ...is('database_space.state', 'damaged'),
    severity: 'critical',
  },
  {
    id: 'database-log-high',
    name: { 'zh-CN': '数据库日志空间将满', en: 'Database log is filling up' },
    reason: {
      'zh-CN':
        '日志只有在备份、归档或复制跟上之后才会释放；超过 80% 说明其中一项没有跟上。日志写满后，所有写入都会停住；超过 95% 时一个大事务就能写满。',
      en: 'A log is freed when backup, archiving or replication has followed. Above 80 % one of them has not. When the log is full every write stops, and above 95 % one large transaction may fill it.',
    },
    watch: { metric: 'database_log.used_percent' },
    condition: { kind: 'above', threshold: 80 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 75,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 95, holdMs: MINUTE_MS, recoveryThreshold: 90 }],
  },
  {
    id: 'transaction-ids-high',
    name: { 'zh-CN': '事务 ID 正在用尽', en: 'Transaction ids are running out' },
    reason: {
      'zh-CN':
        '正常的清理会让它保持在 10% 左右；超过 50% 说明清理被长事务或复制槽拖住。用尽后服务器拒绝写入。超过 80%，需要立即手工清理；大库的清理要花很多小时。',
      en: 'Vacuuming keeps it near 10 %. Above 50 % something holds it up, such as a transaction or a slot that nobody uses. At the end the server takes no more writes. Above 80 % it has to be vacuumed by hand at once: that takes many hours on a large database.',
    },
    watch: { metric: 'postgresql.transaction_ids_used_percent' },
    condition: { kind: 'above', threshold: 50 },
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 80 }],
  },
  {
    id: 'database-checksum-failures',
    name: { 'zh-CN': '数据页校验失败', en: 'Pages with a wrong checksum' },
    reason: {
      'zh-CN': '从磁盘读到的页与写入时不同，数据已经损坏；一次就通知。',
      en: 'What was read from disk is not what had been written: data are damaged. Once is enough.',
    },
    watch: { metric: 'postgresql.checksum_failures' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 60 * MINUTE_MS,
    severity: 'critical',
  },
];

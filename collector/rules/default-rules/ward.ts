import { MINUTE_MS, type RuleDefinition, SECOND_MS } from './rule-definition.ts';

/** That watching itself works: agents, probes, and the collector. */
export const wardRules: readonly RuleDefinition[] = [
  {
    id: 'agent-silent',
    name: { 'zh-CN': '代理失联', en: 'Agent silent' },
    reason: {
      'zh-CN':
        '代理每个周期都会报告自身状况，即使所有探针都失败。断线后最多一分钟就会重连，九十秒仍没有任何报告，说明主机、网络或代理本身出了问题。',
      en: 'An agent says how it is at every interval, even when every probe fails, and connects again within a minute of a cut. Ninety seconds without any report mean that the host, the network or the agent itself is down.',
    },
    watch: { metric: 'agent.uptime_seconds' },
    condition: { kind: 'absent', afterMs: 90 * SECOND_MS },
    severity: 'critical',
    meaning: 'unreachable',
  },
  {
    id: 'probe-failing',
    name: { 'zh-CN': '探针持续失败', en: 'Probe failing' },
    reason: {
      'zh-CN':
        '偶尔一次失败很常见，连续五分钟读不到数据就意味着这一项实际上无人值守。远程采集的探针另有规则说明原因，不在此列。',
      en: 'A single failure is common. After five minutes without a reading, this part of the host is in fact not watched. Probes that ask something elsewhere are left to the rules that say why.',
    },
    watch: { metric: 'probe.success', notBeside: 'probe.state' },
    condition: { kind: 'equal', value: 0 },
    holdMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'zone-without-agent',
    name: { 'zh-CN': '区域无人轮询', en: 'Zone without an agent' },
    reason: {
      'zh-CN':
        '这个网络区域里有目标没有任何代理去轮询：代理断线、被撤销，或版本太旧。半分钟的短暂断线不算，再过一分钟仍是如此，这些设备就是无人值守。',
      en: 'Targets of this network zone are asked by no agent: it is gone, withdrawn or too old. A cut of half a minute does not count. One minute later these devices are not watched.',
    },
    watch: { metric: 'ward.zone_targets_unasked' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: MINUTE_MS,
    severity: 'critical',
    meaning: 'zone',
  },
  {
    id: 'journal-loss',
    name: { 'zh-CN': '采集器丢失数据', en: 'Collector lost data' },
    reason: {
      'zh-CN': '日志已满或损坏，存储尚未读取的数据被丢弃：这段历史无法再补回，必须立即处理存储。',
      en: 'The journal was at its limit or damaged, and entries that the store had not read are gone: history is missing, and the store needs attention now.',
    },
    watch: { metric: 'ward.journal_lost_entries' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'critical',
    meaning: 'monitor',
  },
  {
    id: 'store-loss',
    name: { 'zh-CN': '存储的历史丢失', en: 'History of the store lost' },
    reason: {
      'zh-CN':
        '存储被清空，或被一份旧副本替换：日志里还有的会重新写入，其余的历史已经缺失。确认是谁动了存储，需要时从备份恢复；缺失的时间段列在系统页面上。',
      en: 'The store was emptied, or an older copy was put in its place. What the journal still holds is written again, the rest of the history is missing. Find out who touched the store, and restore a backup if it is needed; the page of the system lists the time that is missing.',
    },
    watch: { metric: 'ward.store_lost_entries' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'critical',
    meaning: 'monitor',
  },
  {
    id: 'store-behind',
    name: { 'zh-CN': '存储落后', en: 'Store behind' },
    reason: {
      'zh-CN': '存储正常时只落后几秒；五分钟说明存储不可用或过慢，日志会先顶住，但空间有限。',
      en: 'A healthy store is seconds behind. Five minutes mean that it is down or too slow: the journal holds meanwhile, as long as it has room.',
    },
    watch: { metric: 'ward.store_behind_seconds' },
    condition: { kind: 'above', threshold: 300 },
    severity: 'critical',
    meaning: 'monitor',
  },
  {
    id: 'drill-unanswered',
    name: { 'zh-CN': '演练未获应答', en: 'Drill unanswered' },
    reason: {
      'zh-CN':
        '上次演练中，有联系人没有应答，或有渠道没有送达：真正出事时，同样的人很可能也收不到通知。核对联系方式和渠道后重新演练，全部应答后告警即恢复。',
      en: 'In the last drill a contact did not answer, or a channel did not deliver: in an emergency the same people would probably not hear of it. Check how they are reached and drill again; it ends when everybody has answered.',
    },
    watch: { metric: 'ward.drill_unanswered' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  },
  {
    id: 'backup-late',
    name: { 'zh-CN': '备份逾期', en: 'Backup overdue' },
    reason: {
      'zh-CN':
        '按计划应当完成的备份没有完成。两小时的余地留给重试和较慢的磁盘；再过一整天仍没有，一旦采集器的磁盘损坏，丢失的就不止一天。',
      en: 'A backup that was due by the schedule was not made. Two hours leave room for another try and for a slow disk; a whole day later more than a day is lost if the disk of the collector fails.',
    },
    watch: { metric: 'ward.backup_overdue_seconds' },
    condition: { kind: 'above', threshold: 2 * 3_600 },
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 26 * 3_600 }],
  },
  {
    id: 'backup-failing',
    name: { 'zh-CN': '备份连续失败', en: 'Backups fail' },
    reason: {
      'zh-CN': '失败一次会自动重试；连续三次失败，多半要有人处理：目录不可写、磁盘已满或网络存储断开。',
      en: 'One that failed is tried again by itself. Three in a row need somebody: the folder cannot be written, its disk is full, or the network storage is gone.',
    },
    watch: { metric: 'ward.backup_failures' },
    condition: { kind: 'above', threshold: 2 },
    severity: 'warning',
  },
  {
    id: 'restore-test-failed',
    name: { 'zh-CN': '备份恢复测试未通过', en: 'Restore test failed' },
    reason: {
      'zh-CN':
        '最近一次备份恢复后与备份时不一致，或根本恢复不了：真正需要时它帮不上忙。查看差异，立即重新备份并测试。',
      en: 'The backup that was tested last does not come back as it was, or not at all: it would be of no help. Look at what differs, back up and test again now.',
    },
    watch: { metric: 'ward.restore_test_failed' },
    condition: { kind: 'equal', value: 1 },
    severity: 'critical',
  },
  {
    id: 'restore-test-late',
    name: { 'zh-CN': '备份恢复测试逾期', en: 'Restore test overdue' },
    reason: {
      'zh-CN':
        '没有恢复过的备份不算备份。合同通常要求每月、每季度或每半年做一次恢复测试；按计划应做的测试晚了一天以上。',
      en: 'A backup that was never restored is none. Contracts ask for a test every month, quarter or half-year; the one that was due is more than a day late.',
    },
    watch: { metric: 'ward.restore_test_overdue_seconds' },
    condition: { kind: 'above', threshold: 24 * 3_600 },
    severity: 'warning',
  },
  {
    id: 'common-cause',
    name: { 'zh-CN': '其后的对象一同失联', en: 'Everything behind it fell silent' },
    reason: {
      'zh-CN':
        '它自己还没有来得及告警，但它后面至少两个对象一同失联，而且它没有任何还在工作的迹象。由关联分析产生，不看数值；在这里可以改由谁接收。',
      en: 'It has no alert of its own yet, but at least two things behind it fell silent together and nothing shows that it lives. Correlation makes these alerts, no value does; who is told can be changed here.',
    },
    watch: { metric: 'ward.silent_behind' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'critical',
    meaning: 'unreachable',
  },
  {
    id: 'judging-behind',
    name: { 'zh-CN': '告警判断落后', en: 'Judging is behind' },
    reason: {
      'zh-CN': '判断平时落后不到一秒；落后一分钟，所有告警都会晚一分钟，机器过载或磁盘太慢。',
      en: 'It is less than a second behind as a rule. A minute behind, every alert comes a minute late: the machine is overloaded, or its disk is too slow.',
    },
    watch: { metric: 'ward.judging_behind_seconds' },
    condition: { kind: 'above', threshold: 60 },
    recoveryThreshold: 5,
    severity: 'critical',
    meaning: 'monitor',
  },
  {
    id: 'collector-overloaded',
    name: { 'zh-CN': '采集器过载', en: 'Collector overloaded' },
    reason: {
      'zh-CN':
        '采集器来不及接收，连续一分钟把代理的消息退回。数据在代理上不会丢失，但在恢复之前，代理“失联”可能只是送不进来。',
      en: 'It could not keep up and has sent messages of agents back for a minute. They keep them; until it is over an agent that seems silent may only be unable to deliver.',
    },
    watch: { metric: 'ward.overloads' },
    condition: { kind: 'rate', above: 0 },
    holdMs: MINUTE_MS,
    recoveryDelayMs: 2 * MINUTE_MS,
    severity: 'critical',
    meaning: 'monitor',
  },
  {
    id: 'collector-clock',
    name: { 'zh-CN': '采集器时钟不准', en: "Collector's clock is off" },
    reason: {
      'zh-CN': '多数代理的时钟与采集器相差五秒以上，而且方向相同：错的是采集器的时钟，不是那些主机。',
      en: "Most agents' clocks differ from the collector's by more than five seconds to the same side: it is the collector's clock that is wrong, not theirs.",
    },
    watch: { metric: 'ward.clock_skew_seconds' },
    condition: { kind: 'outside', low: -5, high: 5 },
    holdMs: MINUTE_MS,
    severity: 'critical',
    meaning: 'monitor',
  },
  {
    id: 'collector-restarted',
    name: { 'zh-CN': '采集器重新启动', en: 'Collector restarted' },
    reason: {
      'zh-CN': '计划内的升级无妨；没有人动过却重启，说明崩溃或被系统结束。停机期间的数据由代理补送。',
      en: 'An upgrade is nothing. When nobody touched it, it crashed or was ended by the system. What was measured meanwhile is sent afterwards by the agents.',
    },
    watch: { metric: 'ward.starts' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'info',
    meaning: 'monitor',
  },
  {
    id: 'calls-failing',
    name: { 'zh-CN': '通知未能送达', en: 'Calls failing' },
    reason: {
      'zh-CN': '有通知在多次重试和备用渠道之后仍未送达：有人本应知道却不知道。',
      en: 'A call was given up after its retries and its fall-back: somebody who should know does not.',
    },
    watch: { metric: 'ward.failed_calls' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
    meaning: 'monitor',
  },
];

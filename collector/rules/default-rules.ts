import type { z } from 'zod';
import { Rule } from '#protocol/rule.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const definitions: z.input<typeof Rule>[] = [
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
  },
  {
    id: 'probe-failing',
    name: { 'zh-CN': '探针持续失败', en: 'Probe failing' },
    reason: {
      'zh-CN': '偶尔一次失败很常见，连续五分钟读不到数据就意味着这一项实际上无人值守。',
      en: 'A single failure is common. After five minutes without a reading, this part of the target is in fact not watched.',
    },
    watch: { metric: 'probe.success' },
    condition: { kind: 'equal', value: 0 },
    holdMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'clock-skew',
    name: { 'zh-CN': '时钟偏差', en: 'Clock skew' },
    reason: {
      'zh-CN':
        '与采集器相差五秒以上，日志便难以对照，Kerberos 与一次性口令也逐渐失效；网络时延不会造成这么大的偏差。',
      en: 'More than five seconds from the collector, logs can hardly be compared, and Kerberos and one-time passwords begin to fail. Network delay alone does not reach this.',
    },
    watch: { metric: 'agent.clock_skew_seconds' },
    condition: { kind: 'outside', low: -5, high: 5 },
    holdMs: 2 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'ntp-offset',
    name: { 'zh-CN': 'NTP 偏移过大', en: 'NTP offset' },
    reason: {
      'zh-CN': '正常同步的主机偏移在毫秒级；半秒并持续十分钟，说明同步已经失去作用。',
      en: 'A host that follows its time source is off by milliseconds. Half a second for ten minutes means that it does not follow any more.',
    },
    watch: { metric: 'ntp.offset_seconds' },
    condition: { kind: 'outside', low: -0.5, high: 0.5 },
    holdMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'cpu-busy',
    name: { 'zh-CN': 'CPU 使用率高', en: 'CPU busy' },
    reason: {
      'zh-CN': '短时打满是正常工作；超过 90% 并持续五分钟，任务开始排队等待。',
      en: 'Short bursts are what a CPU is for. Above 90 % for five minutes, work begins to queue.',
    },
    watch: { metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' } },
    condition: { kind: 'above', threshold: 90 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 80,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'load-per-core',
    name: { 'zh-CN': '每核负载高', en: 'Load per core' },
    reason: {
      'zh-CN': '五分钟平均下来，每个核心有两个以上任务在运行或等待磁盘，响应会明显变慢。',
      en: 'Over five minutes more than two tasks a core were running or waiting for disks: answers become slow.',
    },
    watch: { metric: 'system.load5_per_cpu' },
    condition: { kind: 'above', threshold: 2 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 1.5,
    severity: 'warning',
  },
  {
    id: 'memory-high',
    name: { 'zh-CN': '内存使用率高', en: 'Memory high' },
    reason: {
      'zh-CN': '已扣除可回收的缓存；超过 90% 并持续五分钟，余量不足以应付突发。',
      en: 'Caches that can be given back are not counted. Above 90 % for five minutes, nothing is left for a burst.',
    },
    watch: { metric: 'mem.used_percent' },
    condition: { kind: 'above', threshold: 90 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 85,
    severity: 'warning',
  },
  {
    id: 'swap-high',
    name: { 'zh-CN': '交换空间使用率高', en: 'Swap high' },
    reason: {
      'zh-CN': '少量换出无妨；超过 60% 并持续十分钟，说明内存长期不足，性能会急剧下降。',
      en: 'A little swap does no harm. Above 60 % for ten minutes, memory has been short for long and the host will become very slow.',
    },
    watch: { metric: 'swap.used_percent' },
    condition: { kind: 'above', threshold: 60 },
    holdMs: 10 * MINUTE_MS,
    recoveryThreshold: 50,
    severity: 'warning',
  },
  {
    id: 'disk-space-warning',
    name: { 'zh-CN': '磁盘空间不足', en: 'Disk space low' },
    reason: {
      'zh-CN': '超过 80% 时通常还有时间从容清理或扩容；只读挂载不会再增长，不在此列。',
      en: 'Above 80 % there is usually still time to clean up or to extend at leisure. Read-only mounts do not grow and are left out.',
    },
    watch: { metric: 'disk.used_percent', notLabels: { mode: 'ro' } },
    condition: { kind: 'above', threshold: 80 },
    recoveryThreshold: 78,
    severity: 'warning',
  },
  {
    id: 'disk-space-critical',
    name: { 'zh-CN': '磁盘空间告急', en: 'Disk space critical' },
    reason: {
      'zh-CN': '超过 90% 后，一份大日志或一次备份就可能写满，数据库和系统服务会随之停止。',
      en: 'Above 90 % one large log or backup may fill it, and databases and services stop with it.',
    },
    watch: { metric: 'disk.used_percent', notLabels: { mode: 'ro' } },
    condition: { kind: 'above', threshold: 90 },
    recoveryThreshold: 88,
    severity: 'critical',
  },
  {
    id: 'disk-full-soon',
    name: { 'zh-CN': '磁盘将在 24 小时内写满', en: 'Disk full within 24 h' },
    reason: {
      'zh-CN':
        '按最近六小时的趋势推算，一天之内会写满。至少积累三小时数据、趋势保持半小时才告警，避免把一次拷贝当成趋势。',
      en: 'At the pace of the last six hours it is full within a day. It takes three hours of data and half an hour of this trend, so that one copy is not taken for a trend.',
    },
    watch: { metric: 'disk.used_percent', notLabels: { mode: 'ro' } },
    condition: {
      kind: 'forecast',
      reaches: 100,
      from: 'below',
      withinMs: 24 * HOUR_MS,
      windowMs: 6 * HOUR_MS,
    },
    holdMs: 30 * MINUTE_MS,
    recoveryThreshold: 95,
    recoveryDelayMs: 30 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'inodes-high',
    name: { 'zh-CN': 'inode 使用率高', en: 'Inodes high' },
    reason: {
      'zh-CN': 'inode 用尽时即使还有空间也无法新建文件，而且不易察觉。',
      en: 'Without free inodes no file can be made although there is space, and it is hard to see why.',
    },
    watch: { metric: 'disk.inodes_used_percent', notLabels: { mode: 'ro' } },
    condition: { kind: 'above', threshold: 90 },
    recoveryThreshold: 85,
    severity: 'warning',
  },
  {
    id: 'interface-errors-in',
    name: { 'zh-CN': '网卡接收错误', en: 'Interface errors, received' },
    reason: {
      'zh-CN': '正常链路的接收错误接近于零；每秒一个以上并持续一分钟，多为线缆、光模块或双工不匹配。',
      en: 'A sound link has hardly any. More than one a second for a minute is mostly a cable, a transceiver or a duplex mismatch.',
    },
    watch: { metric: 'net.err_in' },
    condition: { kind: 'rate', above: 1 },
    holdMs: MINUTE_MS,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'interface-errors-out',
    name: { 'zh-CN': '网卡发送错误', en: 'Interface errors, sent' },
    reason: {
      'zh-CN': '发送错误在正常链路上几乎不出现；持续一分钟多为驱动、硬件或链路故障。',
      en: 'A sound link has hardly any. For a minute they mostly mean a fault of driver, hardware or link.',
    },
    watch: { metric: 'net.err_out' },
    condition: { kind: 'rate', above: 1 },
    holdMs: MINUTE_MS,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'oom-kill',
    name: { 'zh-CN': '内核因内存不足杀死进程', en: 'Process killed for lack of memory' },
    reason: {
      'zh-CN': '内核杀死进程时不会征求意见，被杀的往往正是业务进程；十分钟内不再发生才算恢复。',
      en: 'The kernel does not ask, and what it kills is often the very service of the host. Ten minutes without another one count as recovered.',
    },
    watch: { metric: 'kernel_vmstat.oom_kill' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'failed-unit',
    name: { 'zh-CN': 'systemd 单元失败', en: 'Failed systemd unit' },
    reason: {
      'zh-CN': '失败的单元不会自行恢复；等待一分钟，让自动重启有机会成功。',
      en: 'A failed unit stays failed. One minute gives automatic restarts their chance.',
    },
    watch: { metric: 'systemd.failed_units' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'watched-process-gone',
    name: { 'zh-CN': '被监视的进程消失', en: 'Watched process gone' },
    reason: {
      'zh-CN': '这些进程是特意指定要监视的；三十秒足够一次正常重启。',
      en: 'Somebody named this process because it matters. Thirty seconds are enough for an ordinary restart.',
    },
    watch: { metric: 'procstat_lookup.pid_count' },
    condition: { kind: 'below', threshold: 1 },
    holdMs: 30 * SECOND_MS,
    severity: 'critical',
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
  },
];

/** The rules that every collector begins with. People may change, disable or delete each of them. */
export const defaultRules: readonly Rule[] = definitions.map((definition) => Rule.parse(definition));

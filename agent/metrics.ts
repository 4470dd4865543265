import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';

/** What the runner says about every probe, in the probe's own frame. */
export const probeMetrics = [
  {
    name: 'probe.success',
    kind: 'state',
    unit: '1',
    labels: ['probe'],
    meaning: { 'zh-CN': '探测是否成功：1 成功，0 失败', en: 'Whether the probe worked: 1 yes, 0 no' },
  },
  {
    name: 'probe.duration_seconds',
    kind: 'gauge',
    unit: 's',
    labels: ['probe'],
    meaning: { 'zh-CN': '一次探测所用的时间', en: 'How long one run of the probe took' },
  },
] as const satisfies readonly MetricDefinition[];

/** The two columns that stand behind those of the probe. */
export function probeColumns(probe: string): Column[] {
  return probeMetrics.map(({ name, kind, unit }) => ({ metric: name, labels: { probe }, kind, unit }));
}

/** What the agent says about itself; its own probe `agent` sends them in this order. */
export const agentMetrics = [
  metric('outbox_bytes', 'gauge', 'B', '发件箱占用的磁盘和内存', 'Disk and memory taken by the outbox'),
  metric('outbox_items', 'gauge', '1', '等待确认的条目数', 'Items that wait for an acknowledgement'),
  metric(
    'outbox_writable',
    'state',
    '1',
    '发件箱能否写入磁盘：1 能，0 只在内存中',
    'Whether the outbox can write to disk: 1 yes, 0 memory only',
  ),
  metric('sent_total', 'counter', '1', '已被确认的条目数', 'Items that a collector has acknowledged'),
  metric(
    'dropped_total',
    'counter',
    '1',
    '因空间不足或文件损坏而丢弃的条目数',
    'Items dropped for want of room or for damage',
  ),
  metric('refused_total', 'counter', '1', '被采集端拒绝的条目数', 'Items that a collector would not take'),
  metric('reconnects_total', 'counter', '1', '重新连接的次数', 'Connections after the first'),
  metric(
    'late_seconds',
    'gauge',
    's',
    '自上次以来探测启动的最大延迟',
    'The most that a probe started late since the last reading',
  ),
  metric(
    'skipped_runs_total',
    'counter',
    '1',
    '因上次未完成或休眠而跳过的探测次数',
    'Runs of probes left out because the last had not ended or the machine slept',
  ),
  metric('resident_bytes', 'gauge', 'B', '代理占用的内存', 'Resident memory of the agent'),
  metric('cpu_seconds_total', 'counter', 's', '代理用去的处理器时间', 'Processor time used by the agent'),
  metric('uptime_seconds', 'gauge', 's', '代理已运行的时间', 'How long the agent has been running'),
] as const satisfies readonly MetricDefinition[];

function metric(
  field: string,
  kind: MetricDefinition['kind'],
  unit: string,
  chinese: string,
  english: string,
): MetricDefinition {
  return { name: `agent.${field}`, kind, unit, labels: [], meaning: { 'zh-CN': chinese, en: english } };
}

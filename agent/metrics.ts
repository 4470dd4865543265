import type { MetricDefinition, StateWord } from '#protocol/metric.ts';
import { PROBE_STATES, type ProbeState, probeStateCode } from '#protocol/probe-state.ts';
import type { Column } from '#protocol/schema.ts';

/** What the runner says about every probe, in the probe's own frame. */
export const probeMetrics = [
  {
    name: 'probe.success',
    kind: 'state',
    unit: '1',
    labels: ['probe'],
    meaning: { 'zh-CN': '探测是否成功：1 成功，0 失败', en: 'Whether the probe worked: 1 yes, 0 no' },
    states: {
      failed: { code: 0, 'zh-CN': '失败', en: 'failed' },
      ok: { code: 1, 'zh-CN': '成功', en: 'ok' },
    },
  },
  {
    name: 'probe.duration_seconds',
    kind: 'gauge',
    unit: 's',
    labels: ['probe'],
    meaning: { 'zh-CN': '一次探测所用的时间', en: 'How long one run of the probe took' },
  },
] as const satisfies readonly MetricDefinition[];

/** What the runner says besides about probes that ask something elsewhere. */
export const probeStateMetric: MetricDefinition = {
  name: 'probe.state',
  kind: 'state',
  unit: '1',
  labels: ['probe'],
  meaning: {
    'zh-CN': '探测目标的结果：读到了，或者为什么没有读到',
    en: 'How asking the target went: read, or why it could not be',
  },
  states: stateWords({
    ok: ['正常', 'read'],
    failed: ['失败', 'failed'],
    silent: ['无应答', 'no answer'],
    refused: ['被拒绝', 'refused'],
    wrong_secret: ['凭据错误', 'wrong credential'],
    other_identity: ['身份已变', 'not the device it was'],
    not_understood: ['应答无法识别', 'answer not understood'],
    too_slow: ['应答过慢', 'too slow'],
    unsupported: ['不支持', 'not supported by the device'],
    misconfigured: ['配置有误', 'settings make no sense'],
    denied: ['权限不足', 'not allowed to read'],
    full: ['连接数已满', 'takes no more sessions'],
    bad_certificate: ['证书有问题', 'certificate is wrong'],
    wrong_answer: ['应答不符合预期', 'not the expected answer'],
  }),
};

/** The columns that stand behind those of the probe: success, duration, and the state of probes that reach out. */
export function probeColumns(probe: string, reach: 'here' | 'out' = 'here'): Column[] {
  const metrics = reach === 'out' ? [...probeMetrics, probeStateMetric] : probeMetrics;
  return metrics.map(({ name, kind, unit }) => ({ metric: name, labels: { probe }, kind, unit }));
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

/** What an agent with a zone says besides, in this order. */
export const pollingMetrics = [
  metric('targets', 'gauge', '1', '正在轮询的目标数', 'Targets that are asked'),
  metric('polls', 'gauge', '1', '正在执行的轮询任务数', 'Probes of targets in service'),
  metric('polls_under_way', 'gauge', '1', '此刻正在进行的采集数', 'Collections from targets under way'),
  metric(
    'polls_paused',
    'gauge',
    '1',
    '因无应答或凭据错误而降低频率的轮询任务数',
    'Probes of targets that are asked less often, for want of an answer or of the right credential',
  ),
  metric(
    'polls_late_seconds',
    'gauge',
    's',
    '自上次以来轮询启动的最大延迟',
    'The most that asking a target started late since the last reading',
  ),
  metric(
    'polls_late_p99_seconds',
    'gauge',
    's',
    '自上次以来 99% 的轮询启动延迟不超过此值',
    'What 99 of 100 starts were late by at most since the last reading',
  ),
  metric(
    'polls_skipped_total',
    'counter',
    '1',
    '因上次未完成而跳过的轮询次数',
    'Collections from targets left out because the last had not ended or the machine slept',
  ),
] as const satisfies readonly MetricDefinition[];

/** What an agent that receives traps says besides, in this order. */
export const trapReceiverMetrics = [
  metric(
    'traps_total',
    'counter',
    '1',
    '收到的陷阱报文数',
    'Datagrams received where traps are listened for',
  ),
  metric(
    'traps_excess_total',
    'counter',
    '1',
    '超出限制而丢弃或未保留的陷阱数',
    'Traps beyond what a source may send, or beyond what is kept of one target',
  ),
  metric(
    'traps_refused_total',
    'counter',
    '1',
    '无法识别或凭据不符的陷阱报文数',
    'Datagrams that are no trap, or whose community, user or password is not taken',
  ),
  metric(
    'traps_strange_total',
    'counter',
    '1',
    '来自未知地址的陷阱数',
    'Traps from addresses that are no target of this agent',
  ),
] as const satisfies readonly MetricDefinition[];

/** What an agent that receives messages by syslog says besides, in this order. */
export const syslogReceiverMetrics = [
  metric('syslog_total', 'counter', '1', '收到的 syslog 消息数', 'Messages received by syslog'),
  metric(
    'syslog_excess_total',
    'counter',
    '1',
    '超出限制而丢弃的 syslog 消息数',
    'Messages beyond what a source may send, or what can be looked at in time',
  ),
  metric(
    'syslog_refused_total',
    'counter',
    '1',
    '过长而截断的 syslog 消息数和被拒绝的连接数',
    'Messages cut for their length, and connections that were not taken',
  ),
  metric(
    'syslog_strange_total',
    'counter',
    '1',
    '来自未知地址的 syslog 消息数',
    'Messages from addresses that are no target of this agent',
  ),
] as const satisfies readonly MetricDefinition[];

/** What an agent that passes others on says besides, in this order. */
export const relayMetrics = [
  metric(
    'relay_agents',
    'gauge',
    '1',
    '正经由本代理中继的代理数',
    'Agents that are connected to this one, or have posted within the last minute',
  ),
  metric(
    'relay_items',
    'gauge',
    '1',
    '为其他代理保存、等待上送的条目数',
    'Items of other agents that wait for a collector',
  ),
  metric('relay_bytes', 'gauge', 'B', '为其他代理保存的数据大小', 'What is kept on disk for other agents'),
  metric(
    'relay_dropped_total',
    'counter',
    '1',
    '因空间不足、文件损坏或密钥被撤销而丢弃的其他代理的条目数',
    'Items of other agents dropped for want of room, for damage or with a withdrawn key',
  ),
] as const satisfies readonly MetricDefinition[];

function stateWords(words: Record<ProbeState, readonly [string, string]>): Record<string, StateWord> {
  return Object.fromEntries(
    PROBE_STATES.map((state) => {
      const [chinese, english] = words[state];
      return [state, { code: probeStateCode(state), 'zh-CN': chinese, en: english }];
    }),
  );
}

function metric(
  field: string,
  kind: MetricDefinition['kind'],
  unit: string,
  chinese: string,
  english: string,
): MetricDefinition {
  return { name: `agent.${field}`, kind, unit, labels: [], meaning: { 'zh-CN': chinese, en: english } };
}

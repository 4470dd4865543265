import type { ProbeState } from '#protocol/probe-state.ts';
import type { Condition } from '#protocol/rule.ts';
import { cannotBeRead, HOUR_MS, is, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** Whether something answers: ports, packets, names, time, mail, directories. */
export const reachabilityRules: readonly RuleDefinition[] = [
  {
    id: 'port-closed',
    name: { 'zh-CN': '端口不通', en: 'Port does not let in' },
    reason: {
      'zh-CN':
        '端口无应答、拒绝连接或应答不符，连续一分钟：一次可能是丢包或服务重启的瞬间，两次就是用户已经连不上。',
      en: 'No answer, a refusal, or another answer than expected for a minute. Once it may be a lost packet or a restart; twice, people cannot connect.',
    },
    watch: { metric: 'net_response.result_code' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: MINUTE_MS,
    severity: 'critical',
    meaning: 'unreachable',
  },
  {
    id: 'packet-loss',
    name: { 'zh-CN': '丢包', en: 'Packets are lost' },
    reason: {
      'zh-CN':
        '丢包超过 20%（五个包丢两个以上）持续三分钟：TCP 不断重传，页面和会话明显变慢。丢一个包可能是偶然。丢包过半持续两分钟：连接建立不起来，已有会话超时断开，等同于中断。',
      en: 'More than 20 % for three minutes, two packets of five: TCP keeps sending again, and pages and sessions get slow. A single packet may be chance. More than half for two minutes: connections do not come about and those that are open break. It is an outage by another name.',
    },
    watch: { metric: 'ping.percent_packet_loss' },
    condition: { kind: 'above', threshold: 20 },
    holdMs: 3 * MINUTE_MS,
    recoveryThreshold: 5,
    recoveryDelayMs: 2 * MINUTE_MS,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 50, holdMs: 2 * MINUTE_MS, recoveryThreshold: 20 }],
    meaning: 'unreachable',
  },
  {
    id: 'round-trip-long',
    name: { 'zh-CN': '往返时间长', en: 'Long round trips' },
    reason: {
      'zh-CN':
        '机房内不到 5 毫秒，省内专线不到 60 毫秒；平均超过 200 毫秒持续五分钟，64 KB 窗口的传输不足 2.6 Mbit/s，交互操作卡顿。卫星等本来就慢的线路请调高阈值。',
      en: 'Within a site it is below 5 ms, over a line across a province below 60. Above 200 ms for five minutes a window of 64 KB carries 2.6 Mbit/s at most, and typing stalls. Raise it for lines that are slow by nature, such as satellites.',
    },
    watch: { metric: 'ping.average_response_ms' },
    condition: { kind: 'above', threshold: 200 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 150,
    recoveryDelayMs: 2 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'jitter-high',
    name: { 'zh-CN': '抖动大', en: 'High jitter' },
    reason: {
      'zh-CN': '语音和视频会议的缓冲一般只能补偿 30 毫秒抖动；持续五分钟说明线路拥塞或队列配置有问题。',
      en: 'What buffers of voice and video usually make up for is 30 ms. Five minutes of more mean a congested line or wrong queues.',
    },
    watch: { metric: 'ping.jitter_ms' },
    condition: { kind: 'above', threshold: 30 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 20,
    recoveryDelayMs: 2 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'dns-wrong-answer',
    name: { 'zh-CN': 'DNS 应答错误', en: 'Name server answers wrong' },
    reason: {
      'zh-CN':
        '域名不存在、没有记录，或与期望的地址不同：业务会找不到，或被引到别处（误改、劫持）。一分钟内两次才通知。',
      en: 'The name does not exist, has no record, or leads elsewhere than expected: people do not find the service, or are led astray by a mistake or by somebody. Told when it is so twice within a minute.',
    },
    ...ofProbe('dns', 'wrong_answer'),
    holdMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'dns-server-failure',
    name: { 'zh-CN': 'DNS 服务器解析失败', en: 'Name server cannot find out' },
    reason: {
      'zh-CN':
        '返回 SERVFAIL 或无法识别的应答，持续三分钟：上级服务器不通、区域未加载或 DNSSEC 校验失败；缓存过期后业务就会受影响。',
      en: 'SERVFAIL, or answers that follow no rule, for three minutes: its own servers do not answer, the zone is not loaded, or DNSSEC fails. Caches carry people over for a while only.',
    },
    ...ofProbe('dns', 'failed', 'not_understood'),
    holdMs: 3 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'dns-serials-apart',
    name: { 'zh-CN': 'DNS 主从区域不一致', en: 'Name servers of a zone differ' },
    reason: {
      'zh-CN': '从服务器通常在一小时内（SOA 的刷新时间）跟上；两小时仍不一致，说明区域传送已经失败。',
      en: 'Secondaries follow within the refresh time of the zone, an hour as a rule. After two hours its transfer has failed.',
    },
    watch: { metric: 'dns_zone.serials_behind' },
    condition: { kind: 'outside', low: 0, high: 0 },
    holdMs: 2 * HOUR_MS,
    severity: 'warning',
  },
  {
    id: 'time-server-unsynchronized',
    name: { 'zh-CN': '时间服务器未同步', en: 'Time server follows nobody' },
    reason: {
      'zh-CN':
        '层级为 16 或闰秒位告警：它不再跟随任何时间源，客户端会弃用它，或跟着它一起走偏。五分钟排除启动过程。',
      en: 'Stratum 16, or the alarm in its leap bits: it follows no source any more, and its clients leave it or drift along. Five minutes leave out its start.',
    },
    ...is('ntp_server.leap', 'unsynchronized'),
    holdMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'time-server-off',
    name: { 'zh-CN': '时间服务器不准', en: 'Time server is off' },
    reason: {
      'zh-CN':
        '正常的时间服务器误差是毫秒级。差一秒以上，要么它错了，要么探测机的时钟错了：日志顺序、票据和令牌都会受影响。',
      en: "A time server is right to milliseconds. A second off either it is wrong or the agent's own clock is: the order of logs, tickets and tokens suffer.",
    },
    watch: { metric: 'ntp_server.offset_seconds' },
    condition: { kind: 'outside', low: -1, high: 1 },
    holdMs: 2 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'mail-wrong-answer',
    name: { 'zh-CN': '邮件服务器应答异常', en: 'Mail server answers wrong' },
    reason: {
      'zh-CN': '问候语与期望不同：前面换了网关、服务被替换，或端口映射错了。一分钟内两次才通知。',
      en: 'Another greeting than expected: a gateway was put before it, it was replaced, or a port leads elsewhere. Told when it is so twice within a minute.',
    },
    ...ofProbe('smtp', 'wrong_answer'),
    holdMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'directory-wrong-answer',
    name: { 'zh-CN': '目录查询结果异常', en: 'Directory finds too little' },
    reason: {
      'zh-CN': '查询起点不存在或条目比期望的少：数据丢失、同步错误或权限被改，依赖它登录的系统会受影响。',
      en: 'The base is gone or fewer entries are found than expected: data were lost, a copy went wrong or rights were changed. Whatever signs in by it suffers.',
    },
    ...ofProbe('ldap', 'wrong_answer'),
    holdMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'directory-behind',
    name: { 'zh-CN': '目录复制落后', en: 'Directory is behind its provider' },
    reason: {
      'zh-CN': '复制通常在几秒内完成；落后五分钟并持续十分钟，说明复制已停，停用的账号在这台上仍然有效。',
      en: 'Copies follow within seconds. Five minutes behind, for ten minutes, replication has stopped, and accounts that were shut are still open here.',
    },
    watch: { metric: 'ldap.replication_lag_seconds' },
    condition: { kind: 'above', threshold: 300 },
    holdMs: 10 * MINUTE_MS,
    recoveryThreshold: 60,
    severity: 'warning',
  },
];

/** Violated while targets of one probe cannot be read for one of these reasons. */
function ofProbe(
  probe: string,
  ...why: readonly ProbeState[]
): { watch: { metric: string; labels: { probe: string } }; condition: Condition } {
  const { watch, condition } = cannotBeRead(...why);
  return { watch: { ...watch, labels: { probe } }, condition };
}

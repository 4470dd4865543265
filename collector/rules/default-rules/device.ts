import { cannotBeRead, is, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** A device as a whole: whether it answers, whether it is the one it was, and what it says of itself. */
export const deviceRules: readonly RuleDefinition[] = [
  {
    id: 'device-unreachable',
    name: { 'zh-CN': '目标无应答', en: 'Does not answer' },
    reason: {
      'zh-CN': '一次超时多是丢包；一分钟内都没有任何应答：设备或服务、它的电源或通往它的网络中断了。',
      en: 'One silence is mostly a lost packet. Without any answer for a minute the device or service, its power or the way to it is down.',
    },
    ...cannotBeRead('silent'),
    // Ports have a rule of their own, which names the port.
    watch: { metric: 'probe.state', notLabels: { probe: 'tcp' } },
    holdMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'device-changed-identity',
    name: { 'zh-CN': '设备身份改变', en: 'Device is another one' },
    reason: {
      'zh-CN':
        '主机密钥、SNMP 引擎或应答来源与以前不同：设备被更换，或者有人冒充。在有人确认之前不再使用凭据。',
      en: 'Host key, SNMP engine or the sender of its answers is not what it was: the device was replaced, or somebody poses as it. Credentials are not used until a person has confirmed it.',
    },
    ...cannotBeRead('other_identity'),
    severity: 'critical',
  },
  {
    id: 'device-wrong-secret',
    name: { 'zh-CN': '凭据被拒绝', en: 'Credentials refused' },
    reason: {
      'zh-CN':
        '团体名、用户或密码不被接受：密码改过，或者账号被锁定、已过期；重试会锁定账号，所以每十分钟才试一次。',
      en: 'Community, user or password is not accepted: it was changed there, or the account is locked or has expired. Trying on would lock the account, so it is tried every ten minutes only.',
    },
    ...cannotBeRead('wrong_secret'),
    severity: 'warning',
  },
  {
    id: 'device-restarted',
    name: { 'zh-CN': '设备重启', en: 'Device restarted' },
    reason: {
      'zh-CN': '运行时间从头开始，且不是计数器 497 天回绕；计划外的重启往往是电源或软件故障的先兆。',
      en: 'Its uptime began anew, and not by the wrap at 497 days. A restart that nobody planned often announces a fault of power or software.',
    },
    watch: { metric: 'device.restarts' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'board-cpu-busy',
    name: { 'zh-CN': '板卡 CPU 使用率高', en: 'CPU of a board busy' },
    reason: {
      'zh-CN':
        '只看设备的板卡，主机的各个核心不在此列。设备给出上限时按其判断；没有时 90% 持续五分钟，协议会话和管理界面开始受影响。',
      en: "Boards of devices, not the cores of a host. The device's own limit counts where it has one; without it, above 90 % for five minutes protocols and management begin to suffer.",
    },
    watch: { metric: 'cpu.usage_active', notLabels: { cpu: 'cpu*' } },
    condition: { kind: 'above', threshold: 90 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 80,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
    deviceLimits: true,
  },
  {
    id: 'device-alarm',
    name: { 'zh-CN': '设备列出告警', en: 'Device lists an alarm' },
    reason: {
      'zh-CN': '设备自己的告警列表里有这一条，如高压、失去气流、充电器故障；一分钟排除自检等瞬时告警。',
      en: 'The device itself lists it: high pressure, loss of air flow, a failed charger. One minute leaves out what passes by itself, such as a self-test.',
    },
    ...is('device.alarm', 'yes'),
    holdMs: MINUTE_MS,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'trap-critical',
    name: { 'zh-CN': '设备发来严重陷阱', en: 'Critical trap' },
    reason: {
      'zh-CN': '设备主动报告的严重事件；收到恢复陷阱，或超过配置文件规定的时间后结束。',
      en: 'The device reported something critical by itself. It ends with the trap that clears it, or after the time that the profile gives.',
    },
    ...is('trap.severity', 'critical'),
    severity: 'critical',
  },
  {
    id: 'trap-warning',
    name: { 'zh-CN': '设备发来警告陷阱', en: 'Warning by trap' },
    reason: {
      'zh-CN': '设备主动报告的异常；收到恢复陷阱，或超过配置文件规定的时间后结束。',
      en: 'The device reported something unusual by itself. It ends with the trap that clears it, or after the time that the profile gives.',
    },
    ...is('trap.severity', 'warning'),
    severity: 'warning',
  },
  {
    id: 'configuration-changed',
    name: { 'zh-CN': '设备配置被改动', en: 'Configuration changed' },
    reason: {
      'zh-CN': '与上一次备份的配置不同。多数是正常变更，但每一次都应有人认领；差异保存在备份里。',
      en: 'It differs from the configuration of the last backup. Most changes are wanted, and each should have an owner; the difference stands in the backup.',
    },
    watch: { metric: 'config.fingerprint' },
    condition: { kind: 'changed' },
    severity: 'info',
  },
];

import { is, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** A device as a whole: what it says of itself. */
export const deviceRules: readonly RuleDefinition[] = [
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

import { MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** Ports, light and sessions. */
export const networkRules: readonly RuleDefinition[] = [
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
    id: 'port-changed',
    name: { 'zh-CN': '有描述的端口状态变化', en: 'Described port changed' },
    reason: {
      'zh-CN':
        '只提示变化，不看是否断开：从未连通的端口不会告警。只看有描述的端口：管理员写了描述的多是上联和服务器口，普通接入口每天随电脑开关，不打扰人。',
      en: 'It tells a change and not that a port is down, so a port that never was up says nothing. Only ports with a description: those are mostly uplinks and servers, while access ports come and go with the computers behind them every day.',
    },
    watch: { metric: 'net.link_state', notLabels: { alias: '' } },
    condition: { kind: 'changed' },
    severity: 'info',
  },
  {
    id: 'optic-weak',
    name: { 'zh-CN': '光模块接收光弱', en: 'Light received is weak' },
    reason: {
      'zh-CN':
        '余量是接收光高出模块自身下限的部分；模块没有给出下限时按 −25 dBm 计，已接近多数千兆、万兆模块的灵敏度极限。未连通的端口没有光，不计余量。',
      en: "The margin is what the light has above the module's own lower limit; where it gives none, above −25 dBm, close to what most gigabit and ten-gigabit modules can still read. A port that is not connected has no light, and no margin.",
    },
    watch: { metric: 'optic.rx_margin_db' },
    condition: { kind: 'below', threshold: 0 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 1,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'fibre-crc',
    name: { 'zh-CN': '光纤通道 CRC 错误', en: 'CRC errors on fibre channel' },
    reason: {
      'zh-CN': '正常的光纤通道链路几乎没有 CRC 错误；三分钟里每次都在增长，多为光模块、跳线或接头脏污。',
      en: 'A sound fibre-channel link has hardly any. When they grow at every reading of three minutes, it is mostly a module, a cable or a dirty plug.',
    },
    watch: { metric: 'fibre.crc_errors' },
    condition: { kind: 'rate', above: 0 },
    holdMs: 3 * MINUTE_MS,
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'firewall-sessions',
    name: { 'zh-CN': '防火墙会话接近上限', en: 'Sessions near their limit' },
    reason: {
      'zh-CN': '会话数到上限后，新的连接会被悄悄丢弃；超过 80% 持续五分钟，需要查找来源或扩容。',
      en: 'At its limit a firewall drops new connections without a word. Above 80 % for five minutes it is time to find out why.',
    },
    watch: { metric: 'firewall.sessions_percent' },
    condition: { kind: 'above', threshold: 80 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 75,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'ha-role-changed',
    name: { 'zh-CN': '双机切换', en: 'Failover' },
    reason: {
      'zh-CN': '主备角色变化意味着另一台出了问题，或有人切换；业务可能仍然正常，但已失去一半保护。',
      en: 'Another role means that the peer has a problem, or that somebody switched over. All may still work, and half of the protection is gone.',
    },
    watch: { metric: 'firewall.ha_role' },
    condition: { kind: 'changed' },
    severity: 'warning',
  },
];

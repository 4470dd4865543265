import { is, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** Precision air conditioners. How warm the room becomes without them is judged by the rules of the room. */
export const coolingRules: readonly RuleDefinition[] = [
  {
    id: 'cooling-off',
    name: { 'zh-CN': '空调停机', en: 'Air conditioner off' },
    reason: {
      'zh-CN':
        '精密空调应当一直运行，轮值休息的显示为待机，不在此列。一分钟排除重启；房间还凉时只是警告，升温由机房温度规则告急。',
      en: 'These units run day and night; one that rests in turn says standby and is left out. One minute rules out a restart. While the room is cool this is a warning: the rules of the room call when it warms.',
    },
    ...is('cooling.state', 'off'),
    holdMs: MINUTE_MS,
    severity: 'warning',
    meaning: 'cooling',
  },
  {
    id: 'cooling-alarms',
    name: { 'zh-CN': '空调有告警', en: 'Air conditioner has alarms' },
    reason: {
      'zh-CN': '机组只报告警数、不报内容时也不会漏掉；五分钟让报得出内容的告警先说。',
      en: 'Nothing is missed of a unit that tells only how many alarms it has. Five minutes leave the first word to alarms that have a name.',
    },
    watch: { metric: 'cooling.alarms' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: 5 * MINUTE_MS,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
    meaning: 'general',
  },
  {
    id: 'cooling-general-alarm',
    name: { 'zh-CN': '空调公共告警', en: 'General alarm of an air conditioner' },
    reason: {
      'zh-CN': '公共告警输出是机组判定需要人处理的信号，有些机组除此之外什么都不报。',
      en: 'The general alarm is how the unit says that people are needed; some units say nothing else.',
    },
    ...is('cooling.general_alarm', 'yes'),
    holdMs: MINUTE_MS,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
    meaning: 'general',
  },
  {
    id: 'cooling-return-hot',
    name: { 'zh-CN': '空调回风温度高', en: 'Return air hot' },
    reason: {
      'zh-CN':
        '机组自己设有回风上限时按其判断。没有时取 38 °C：行间空调从热通道回风，30 多度属正常，38 °C 以上制冷已跟不上。',
      en: "The unit's own limit counts where it has one. Without it 38 °C: units between racks draw from the hot aisle, where 30 to 36 °C are normal; beyond 38 the cooling does not keep up.",
    },
    watch: { metric: 'cooling.return_temperature_celsius' },
    condition: { kind: 'above', threshold: 38 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 36,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
    meaning: 'temperature',
    deviceLimits: true,
  },
  {
    id: 'cooling-return-hot-soon',
    name: { 'zh-CN': '回风将在 30 分钟内过热', en: 'Return air too hot within 30 min' },
    reason: {
      'zh-CN':
        '按最近二十分钟的升温速度，半小时内回风到 40 °C：热通道先于机房升温，这是失去制冷的最早征兆。至少十分钟数据、趋势保持两分钟。',
      en: 'At the pace of the last twenty minutes return air reaches 40 °C within half an hour. The hot aisle warms before the room does: the earliest sign of lost cooling. It takes ten minutes of data and two of this trend.',
    },
    watch: { metric: 'cooling.return_temperature_celsius' },
    condition: {
      kind: 'forecast',
      reaches: 40,
      from: 'below',
      withinMs: 30 * MINUTE_MS,
      windowMs: 20 * MINUTE_MS,
    },
    holdMs: 2 * MINUTE_MS,
    recoveryThreshold: 38,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'critical',
    meaning: 'temperature',
  },
  {
    id: 'cooling-no-reserve',
    name: { 'zh-CN': '空调满负荷', en: 'Air conditioner without reserve' },
    reason: {
      'zh-CN': '制冷输出超过 95% 达半小时，再来一点热量或坏一台机组就压不住温度。',
      en: 'Above 95 % of its capacity for half an hour, a little more heat or one failed unit is more than it can hold.',
    },
    watch: { metric: 'cooling.capacity_percent' },
    condition: { kind: 'above', threshold: 95 },
    holdMs: 30 * MINUTE_MS,
    recoveryThreshold: 90,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
];

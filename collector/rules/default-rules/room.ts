import { is, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** The air of a room, and what must not be in it. */
export const roomRules: readonly RuleDefinition[] = [
  {
    id: 'room-temperature',
    name: { 'zh-CN': '机房温度超出范围', en: 'Room temperature out of range' },
    reason: {
      'zh-CN': '机房合同要求精密空调运行时保持 18–28 °C。持续两分钟才告警：开门一次不算故障。',
      en: 'Contracts of machine rooms ask for 18 to 28 °C while the air conditioners run. Two minutes, so that an opened door is no fault.',
    },
    watch: { metric: 'room.temperature_celsius' },
    condition: { kind: 'outside', low: 18, high: 28 },
    holdMs: 2 * MINUTE_MS,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
    meaning: 'temperature',
  },
  {
    id: 'room-too-hot',
    name: { 'zh-CN': '机房过热', en: 'Room too hot' },
    reason: {
      'zh-CN': '32 °C 是多数服务器进风温度的上限，再往上设备会降频、报警乃至自行关机；此时必须有人到场。',
      en: 'Most servers are made for inlet air of up to 32 °C. Beyond it they slow down, complain and in the end switch themselves off: somebody must go there.',
    },
    watch: { metric: 'room.temperature_celsius' },
    condition: { kind: 'above', threshold: 32 },
    holdMs: MINUTE_MS,
    recoveryThreshold: 30,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'critical',
    meaning: 'temperature',
  },
  {
    id: 'room-hot-soon',
    name: { 'zh-CN': '机房将在 30 分钟内过热', en: 'Room too hot within 30 min' },
    reason: {
      'zh-CN':
        '按最近二十分钟的升温速度，半小时内会到 32 °C，趁还来得及处理。至少十分钟数据、趋势保持两分钟：只按整度显示的传感器跳一格不算趋势。',
      en: 'At the pace of the last twenty minutes it reaches 32 °C within half an hour, while something can still be done. It takes ten minutes of data and two of this trend: one step of a sensor that counts whole degrees is no trend.',
    },
    watch: { metric: 'room.temperature_celsius' },
    condition: {
      kind: 'forecast',
      reaches: 32,
      from: 'below',
      withinMs: 30 * MINUTE_MS,
      windowMs: 20 * MINUTE_MS,
    },
    holdMs: 2 * MINUTE_MS,
    recoveryThreshold: 30,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'critical',
    meaning: 'temperature',
  },
  {
    id: 'room-humidity',
    name: { 'zh-CN': '机房湿度超出范围', en: 'Room humidity out of range' },
    reason: {
      'zh-CN': '合同要求相对湿度 35%–75%：过干产生静电，过湿结露。湿度变化慢，十分钟足以排除波动。',
      en: 'Contracts ask for 35 to 75 %: dry air charges people with static electricity, wet air condenses. It moves slowly; ten minutes rule out a passing swing.',
    },
    watch: { metric: 'room.humidity_percent' },
    condition: { kind: 'outside', low: 35, high: 75 },
    holdMs: 10 * MINUTE_MS,
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'room-water',
    name: { 'zh-CN': '机房漏水', en: 'Water in the room' },
    reason: {
      'zh-CN': '漏水绳只有碰到水才会动作；地板下就是电源线，一次读数就要通知。',
      en: 'A leak detector answers to water and hardly anything else, and cables lie under the floor: one reading is enough.',
    },
    ...is('room.water', 'yes'),
    recoveryDelayMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'room-smoke',
    name: { 'zh-CN': '机房烟雾', en: 'Smoke in the room' },
    reason: {
      'zh-CN': '烟感动作后等不起第二次读数：宁可误报一次，也不能晚到一次。',
      en: 'Smoke does not wait for a second reading. Better one alarm for nothing than one that comes late.',
    },
    ...is('room.smoke', 'yes'),
    recoveryDelayMs: MINUTE_MS,
    severity: 'critical',
  },
];

import { is, MINUTE_MS, type RuleDefinition, SECOND_MS } from './rule-definition.ts';

/** Uninterruptible power supplies. */
export const upsRules: readonly RuleDefinition[] = [
  {
    id: 'ups-on-battery',
    name: { 'zh-CN': 'UPS 由电池供电', en: 'UPS on battery' },
    reason: {
      'zh-CN':
        '市电已经中断，电池在消耗，第一次读数就通知。时间够用时是警告；剩余时间不够安全关机时，由另一条规则升为严重。',
      en: 'Mains is gone and the battery drains: one reading is enough. While there is time it is a warning; when the time left is too short to shut down, another rule makes it critical.',
    },
    ...is('ups.on_battery', 'yes'),
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'ups-shutdown-margin',
    name: { 'zh-CN': 'UPS 剩余时间不够安全关机', en: 'Too little UPS time left to shut down' },
    reason: {
      'zh-CN':
        '设备估计的剩余分钟数已少于安全关机所需分钟数（设置 shutdown_minutes，默认 10）。市电正常时出现，说明下一次停电来不及关机。',
      en: 'The minutes left, as the device estimates them, are fewer than it takes to shut down (the setting shutdown_minutes, 10 by default). On mains it means that the next outage leaves too little time.',
    },
    watch: { metric: 'ups.shutdown_margin_minutes' },
    condition: { kind: 'below', threshold: 0 },
    holdMs: 30 * SECOND_MS,
    recoveryThreshold: 2,
    recoveryDelayMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'ups-on-bypass',
    name: { 'zh-CN': 'UPS 旁路供电', en: 'UPS on bypass' },
    reason: {
      'zh-CN': '旁路时负载直接接市电，一次闪断就会断电；一分钟排除切换过程。',
      en: 'On bypass the load hangs on mains directly, and the first dip switches it off. One minute leaves out a change-over.',
    },
    ...is('ups.on_bypass', 'yes'),
    holdMs: MINUTE_MS,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'ups-output-off',
    name: { 'zh-CN': 'UPS 无输出', en: 'UPS output off' },
    reason: {
      'zh-CN': 'UPS 报告没有输出，接在它后面的设备只能靠另一路电源。',
      en: 'The UPS says that it gives no output: what hangs on it lives from its other supply, if it has one.',
    },
    ...is('ups.output_source', 'off'),
    severity: 'critical',
    meaning: 'power',
  },
  {
    id: 'ups-charge-low',
    name: { 'zh-CN': 'UPS 电池电量低', en: 'UPS battery charge is low' },
    reason: {
      'zh-CN':
        '低于一半时，后备时间也大约只剩一半，停电尚未结束或充电没有跟上。低于 20% 时多数 UPS 随时可能切断输出，老化的电池更早。',
      en: 'Below half of its charge about half of the time is left: an outage goes on, or charging does not keep up. Below 20 % most UPS may cut the output at any moment, with an aged battery earlier.',
    },
    watch: { metric: 'ups.charge_percent' },
    condition: { kind: 'below', threshold: 50 },
    recoveryThreshold: 60,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 20, recoveryThreshold: 30 }],
    deviceLimits: true,
  },
  {
    id: 'ups-battery-low',
    name: { 'zh-CN': 'UPS 电池电量低告警', en: 'UPS says battery low' },
    reason: {
      'zh-CN': '设备自己判定电池即将用完，离切断输出通常只有几分钟。',
      en: 'The device itself says that the battery is nearly used up; usually minutes remain before it cuts the output.',
    },
    ...is('ups.battery_status', 'low'),
    severity: 'critical',
  },
  {
    id: 'ups-battery-depleted',
    name: { 'zh-CN': 'UPS 电池耗尽', en: 'UPS battery depleted' },
    reason: {
      'zh-CN': '电池已经无法支撑当前负载，市电一断负载立即掉电。',
      en: 'The battery can no longer carry the load: without mains everything behind it is off at once.',
    },
    ...is('ups.battery_status', 'depleted'),
    severity: 'critical',
  },
  {
    id: 'ups-battery-fault',
    name: { 'zh-CN': 'UPS 电池故障', en: 'UPS battery faulty' },
    reason: {
      'zh-CN': '设备报告电池故障、未接或需要更换：UPS 看似在工作，停电时却撑不住。',
      en: 'The device says that the battery is faulty, disconnected or due for replacement: the UPS seems to work and will not hold in an outage.',
    },
    ...is('ups.battery_status', 'fault'),
    holdMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'ups-overload',
    name: { 'zh-CN': 'UPS 负载过高', en: 'UPS load is high' },
    reason: {
      'zh-CN':
        '超过 80% 就没有余量应付启动电流，后备时间也急剧缩短；五分钟排除设备开机的冲击。超过额定容量，UPS 会在几分钟内转旁路或切断输出。',
      en: 'Above 80 % nothing is left for the current of machines that start, and the time on battery shrinks fast. Five minutes leave out such a start. Above what it can carry the UPS goes to bypass or cuts the output within minutes.',
    },
    watch: { metric: 'ups.load_percent' },
    condition: { kind: 'above', threshold: 80 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 75,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 100, holdMs: 30 * SECOND_MS, recoveryThreshold: 95 }],
    deviceLimits: true,
  },
  {
    id: 'ups-battery-hot',
    name: { 'zh-CN': 'UPS 电池温度高', en: 'UPS battery hot' },
    reason: {
      'zh-CN': '铅酸电池在 25 °C 以上每升 10 °C 寿命约减半；超过 40 °C 还可能是热失控的开始。',
      en: 'Above 25 °C every 10 °C halve the life of a lead battery; above 40 °C it may be the beginning of a thermal runaway.',
    },
    watch: { metric: 'ups.battery_temperature_celsius' },
    condition: { kind: 'above', threshold: 40 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 38,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
    meaning: 'temperature',
    deviceLimits: true,
  },
  {
    id: 'ups-alarms',
    name: { 'zh-CN': 'UPS 有告警', en: 'UPS has alarms' },
    reason: {
      'zh-CN': '设备只报告警数、不报内容时也不会漏掉；五分钟让报得出内容的告警先说。',
      en: 'Nothing is missed of a device that tells only how many alarms it has. Five minutes leave the first word to alarms that have a name.',
    },
    watch: { metric: 'ups.alarms' },
    condition: { kind: 'above', threshold: 0 },
    holdMs: 5 * MINUTE_MS,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
    meaning: 'general',
  },
  {
    id: 'ups-contradiction',
    name: { 'zh-CN': 'UPS 数据自相矛盾', en: 'UPS contradicts itself' },
    reason: {
      'zh-CN':
        '例如输出“正常”同时又在告警停电。五分钟排除两次读数之间的切换；此后这台 UPS 的数据不可信，需要现场查看面板和网卡。',
      en: 'It says that the output is normal and that mains is gone, for instance. Five minutes leave out a change between two readings; after that its figures are not to be trusted: look at its panel and its network card.',
    },
    ...is('ups.contradiction', 'yes'),
    holdMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
];

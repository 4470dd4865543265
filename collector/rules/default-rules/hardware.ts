import { is, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** Parts of devices: boards, fans, supplies, disks, sensors, and what storage is made of. */
export const hardwareRules: readonly RuleDefinition[] = [
  {
    id: 'part-failed',
    name: { 'zh-CN': '部件故障', en: 'Part failed' },
    reason: {
      'zh-CN': '设备自己报告部件故障；不在位的部件不采集。一分钟排除插拔和重启的瞬间。',
      en: 'The device itself says that a part has failed; parts that are not there are not read. One minute leaves out the moment of a swap or a restart.',
    },
    ...is('hardware.state', 'critical'),
    holdMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'part-warning',
    name: { 'zh-CN': '部件告警', en: 'Part gives a warning' },
    reason: {
      'zh-CN': '部件还在工作，但设备已经指出它不正常，例如硬盘预故障、电源无输入；趁还有冗余时更换。',
      en: 'The part still works, and the device says that something is wrong with it, such as a disk that is about to fail. Replace it while there is redundancy.',
    },
    ...is('hardware.state', 'warning'),
    holdMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'redundancy-lost',
    name: { 'zh-CN': '冗余丧失', en: 'Redundancy lost' },
    reason: {
      'zh-CN': '同类部件原有两个以上，只剩不超过一个正常：再坏一个设备就停。',
      en: 'Of several parts of a kind at most one still works: the next fault stops the device.',
    },
    ...is('hardware.redundancy_lost', 'yes'),
    holdMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'part-hot',
    name: { 'zh-CN': '部件过热', en: 'Part is hot' },
    reason: {
      'zh-CN':
        '设备给出上限的传感器按其上限判断。没有上限时取 75 °C：不知道传感器装在哪里，芯片六七十度属正常。到达设备的危险上限后会自行关机；没有上限时取 90 °C，几乎所有芯片在此之上都会降频或停机。',
      en: 'A sensor with a limit of its own is judged by that. Without one 75 °C: nobody knows where the sensor sits, and chips of 60 or 70 °C are well. At its critical limit a device switches itself off. Without one 90 °C: nearly every chip slows down or stops beyond it.',
    },
    watch: { metric: 'hardware.temperature_celsius' },
    condition: { kind: 'above', threshold: 75 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 72,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 90, holdMs: MINUTE_MS, recoveryThreshold: 87 }],
    meaning: 'temperature',
    deviceLimits: true,
  },
  {
    id: 'fan-stopped',
    name: { 'zh-CN': '风扇停转', en: 'Fan stopped' },
    reason: {
      'zh-CN': '转速低于设备给出的下限；没有下限时，转速为零就是停转。两分钟排除启动和调速。',
      en: 'Slower than the limit that the device gives; without one, not turning at all. Two minutes leave out a start or a change of speed.',
    },
    watch: { metric: 'hardware.fan_rpm' },
    condition: { kind: 'below', threshold: 1 },
    holdMs: 2 * MINUTE_MS,
    severity: 'warning',
    deviceLimits: true,
  },
  {
    id: 'storage-pool-high',
    name: { 'zh-CN': '存储池将满', en: 'Storage pool is filling up' },
    reason: {
      'zh-CN':
        '超过 85% 时扩容还来得及采购；阵列自己设有告警线时按其判断。精简配置的池写满时，上面所有卷会同时停止写入。',
      en: 'Above 85 % there is still time to order disks. The line that the array itself draws counts where it has one. When a pool of thin volumes is full, all of its volumes stop writing at once.',
    },
    watch: { metric: 'storage.used_percent' },
    condition: { kind: 'above', threshold: 85 },
    recoveryThreshold: 83,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 95, recoveryThreshold: 93 }],
    deviceLimits: true,
  },
];

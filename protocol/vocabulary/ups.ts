import { defineMetrics, defineStates, yesOrNo } from '../define-metrics.ts';

/** Where the output of a UPS comes from. */
export const sourceStates = defineStates(
  ['normal', '市电（正常）', 'mains, normal'],
  ['battery', '电池', 'battery'],
  ['bypass', '旁路', 'bypass'],
  ['off', '无输出', 'off'],
  ['boost', '升压', 'boosting'],
  ['reduce', '降压', 'reducing'],
  ['standby', '待机', 'standby'],
  ['other', '其他', 'other'],
);

export const batteryStates = defineStates(
  ['normal', '正常', 'normal'],
  ['low', '电量低', 'low'],
  ['depleted', '耗尽', 'depleted'],
  ['unknown', '未知', 'unknown'],
  ['fault', '故障', 'faulty'],
);

/**
 * Uninterruptible power supplies. A profile brings what the device tells; the derived ones (`probes/profile/derive`)
 * are made from those for every make alike.
 */
export const upsMetrics = [
  ...defineMetrics(
    'ups',
    [],
    [
      ['output_source', 'state', '1', '输出来源', 'Where the output comes from', sourceStates],
      ['battery_status', 'state', '1', '电池状态', 'Condition of the battery', batteryStates],
      ['charge_percent', 'gauge', '%', '电池电量', 'Charge of the battery'],
      ['runtime_minutes', 'gauge', 'min', '预计剩余时间', 'Minutes left on battery, as the device estimates'],
      ['seconds_on_battery', 'gauge', 's', '已用电池供电时间', 'Time on battery so far'],
      ['battery_voltage_volts', 'gauge', 'V', '电池电压', 'Voltage of the battery'],
      ['battery_current_amps', 'gauge', 'A', '电池电流', 'Current of the battery'],
      ['battery_temperature_celsius', 'gauge', '°C', '电池温度', 'Temperature of the battery'],
      ['output_frequency_hertz', 'gauge', 'Hz', '输出频率', 'Frequency of the output'],
      ['alarms', 'gauge', '1', '设备当前告警数', 'Alarms that the device tells'],
      ['on_battery', 'state', '1', '是否由电池供电（推导）', 'Whether it runs on battery (derived)', yesOrNo],
      ['on_bypass', 'state', '1', '是否旁路供电（推导）', 'Whether it runs on bypass (derived)', yesOrNo],
      [
        'shutdown_margin_minutes',
        'gauge',
        'min',
        '剩余时间减去安全关机所需时间（推导）',
        'Minutes left less those needed to shut down (derived)',
      ],
      [
        'contradiction',
        'state',
        '1',
        '数据自相矛盾或陈旧（推导）',
        'What it tells contradicts itself or is stale (derived)',
        yesOrNo,
      ],
    ],
  ),
  ...defineMetrics(
    'ups',
    ['line'],
    [
      ['input_voltage_volts', 'gauge', 'V', '输入电压', 'Voltage of the input'],
      ['input_current_amps', 'gauge', 'A', '输入电流', 'Current of the input'],
      ['input_frequency_hertz', 'gauge', 'Hz', '输入频率', 'Frequency of the input'],
      ['output_voltage_volts', 'gauge', 'V', '输出电压', 'Voltage of the output'],
      ['output_current_amps', 'gauge', 'A', '输出电流', 'Current of the output'],
      ['output_power_watts', 'gauge', 'W', '输出功率', 'Power of the output'],
      ['load_percent', 'gauge', '%', '负载率', 'Load as a share of what it can carry'],
      ['bypass_voltage_volts', 'gauge', 'V', '旁路电压', 'Voltage of the bypass'],
    ],
  ),
] as const;

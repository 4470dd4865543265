import { defineMetrics, defineStates, yesOrNo } from '../define-metrics.ts';

/** Precision air conditioners. */
export const coolingMetrics = defineMetrics(
  'cooling',
  [],
  [
    [
      'state',
      'state',
      '1',
      '空调运行状态',
      'Whether the unit runs',
      defineStates(
        ['on', '运行', 'on'],
        ['off', '停机', 'off'],
        ['standby', '待机', 'standby'],
        ['unknown', '未知', 'unknown'],
      ),
    ],
    ['general_alarm', 'state', '1', '公共告警', 'General alarm of the unit', yesOrNo],
    ['alarms', 'gauge', '1', '当前告警数', 'Alarms that the unit tells'],
    ['supply_temperature_celsius', 'gauge', '°C', '送风温度', 'Temperature of the supply air'],
    ['return_temperature_celsius', 'gauge', '°C', '回风温度', 'Temperature of the return air'],
    ['return_humidity_percent', 'gauge', '%', '回风湿度', 'Humidity of the return air'],
    ['setpoint_celsius', 'gauge', '°C', '温度设定值', 'Temperature that is wanted'],
    ['humidity_setpoint_percent', 'gauge', '%', '湿度设定值', 'Humidity that is wanted'],
    ['capacity_percent', 'gauge', '%', '制冷输出', 'Cooling capacity in use'],
    ['heating_percent', 'gauge', '%', '加热输出', 'Heating capacity in use'],
    ['fan_percent', 'gauge', '%', '风机转速', 'Speed of the fan'],
    ['compressor_hours', 'counter', 'h', '压缩机累计运行时间', 'Hours that the compressor has run'],
  ],
);

/** The air and the dangers of a room, whatever device measures them. */
export const roomMetrics = defineMetrics(
  'room',
  ['sensor'],
  [
    ['temperature_celsius', 'gauge', '°C', '机房温度', 'Temperature of the room'],
    ['humidity_percent', 'gauge', '%', '机房湿度', 'Relative humidity of the room'],
    ['water', 'state', '1', '漏水', 'Water where none should be', yesOrNo],
    ['smoke', 'state', '1', '烟雾', 'Smoke', yesOrNo],
    ['door_open', 'state', '1', '门开启', 'Door open', yesOrNo],
  ],
);

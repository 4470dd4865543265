import { defineMetrics } from '#probes/metrics.ts';

/** As Telegraf's `temp` with its tag for the device. */
export const temperatureMetrics = defineMetrics(
  'temp',
  ['sensor', 'device'],
  [['temp', 'gauge', '°C', '温度', 'Temperature']],
);

/** As Telegraf's `sensors`. */
export const fanMetrics = defineMetrics(
  'sensors',
  ['chip', 'feature'],
  [['fan_input', 'gauge', 'rpm', '风扇转速', 'Speed of a fan']],
);

import { defineMetrics } from '#probes/metrics.ts';

/** In the order in which the probe sends them. */
export const pressureMetrics = defineMetrics(
  'pressure',
  ['resource', 'type'],
  [
    ['avg10', 'gauge', '%', '10 秒内因缺资源而停顿的时间', 'Time stalled for want of it, of the last 10 s'],
    ['avg60', 'gauge', '%', '1 分钟内', 'Of the last minute'],
    ['avg300', 'gauge', '%', '5 分钟内', 'Of the last 5 minutes'],
    ['total', 'counter', 'µs', '开机以来停顿的总时间', 'Time stalled since the start'],
  ],
);

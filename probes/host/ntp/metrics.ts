import { defineMetrics } from '#probes/metrics.ts';

/** In the order in which the probe sends them; `source` is the program or the server that was asked. */
export const ntpMetrics = defineMetrics(
  'ntp',
  ['source'],
  [
    [
      'offset_seconds',
      'gauge',
      's',
      '本机时钟比标准时间快多少（负数为慢）',
      'How far the clock is ahead; negative when it is behind',
    ],
    ['stratum', 'gauge', '1', '时间源层级，1 为直连基准', 'Steps to the reference clock; 1 is next to it'],
    ['synchronized', 'state', '1', '是否已同步：1 是，0 否', 'Follows a source: 1 yes, 0 no'],
  ],
);

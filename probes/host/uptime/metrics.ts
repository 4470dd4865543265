import { defineMetrics } from '#probes/metrics.ts';

/** In the order in which the probe sends them. */
export const uptimeMetrics = defineMetrics(
  'system',
  [],
  [['uptime', 'gauge', 's', '开机时长', 'Time since the start']],
);

import { defineMetrics } from '#probes/metrics.ts';

/** In the order in which the probe sends them. */
export const loadMetrics = defineMetrics(
  'system',
  [],
  [
    ['load1', 'gauge', '1', '1 分钟平均负载', 'Tasks running or waiting, average of 1 minute'],
    ['load5', 'gauge', '1', '5 分钟平均负载', 'The same over 5 minutes'],
    ['load15', 'gauge', '1', '15 分钟平均负载', 'The same over 15 minutes'],
    ['n_cpus', 'gauge', '1', '在线处理器数', 'Processors online'],
    ['load1_per_cpu', 'gauge', '1', '每核 1 分钟平均负载', 'Load of 1 minute for each processor'],
    ['load5_per_cpu', 'gauge', '1', '每核 5 分钟平均负载', 'Load of 5 minutes for each processor'],
    ['load15_per_cpu', 'gauge', '1', '每核 15 分钟平均负载', 'Load of 15 minutes for each processor'],
  ],
);

import { defineMetrics } from '#probes/metrics.ts';

/** In the order in which the probe sends them. */
export const swapMetrics = defineMetrics(
  'swap',
  [],
  [
    ['total', 'gauge', 'B', '交换区总量', 'All swap space'],
    ['free', 'gauge', 'B', '空闲交换区', 'Swap space not used'],
    ['used', 'gauge', 'B', '已用交换区', 'Swap space in use'],
    ['used_percent', 'gauge', '%', '已用交换区占比', 'Share in use; 0 without swap space'],
    ['in', 'counter', 'B', '开机以来换入', 'Read back from swap since the start'],
    ['out', 'counter', 'B', '开机以来换出', 'Written to swap since the start'],
  ],
);

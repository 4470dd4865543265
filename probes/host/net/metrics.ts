import { defineMetrics } from '#probes/metrics.ts';

/** What `/proc/net/dev` counts, in the order in which the probe sends it. */
export const trafficMetrics = defineMetrics(
  'net',
  ['interface'],
  [
    ['bytes_recv', 'counter', 'B', '接收的字节', 'Bytes received'],
    ['packets_recv', 'counter', '1', '接收的包', 'Packets received'],
    ['err_in', 'counter', '1', '接收错误', 'Packets received with an error'],
    ['drop_in', 'counter', '1', '接收丢包', 'Packets received and dropped'],
    ['bytes_sent', 'counter', 'B', '发送的字节', 'Bytes sent'],
    ['packets_sent', 'counter', '1', '发送的包', 'Packets sent'],
    ['err_out', 'counter', '1', '发送错误', 'Packets that could not be sent'],
    ['drop_out', 'counter', '1', '发送丢包', 'Packets dropped instead of sent'],
  ],
);

/** What `/sys/class/net` tells. */
export const linkMetrics = defineMetrics(
  'net',
  ['interface'],
  [
    ['link_up', 'state', '1', '链路状态：1 通，0 断', 'Link: 1 up, 0 down'],
    ['speed', 'gauge', 'Mbit/s', '协商速率', 'Negotiated speed; not read on virtual interfaces'],
  ],
);

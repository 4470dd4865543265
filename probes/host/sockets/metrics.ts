import { defineMetrics } from '#probes/metrics.ts';

/** What the kernel counts anyway, in the order of `parseSockstat`. */
export const sockstatMetrics = defineMetrics(
  'sockstat',
  [],
  [
    ['sockets_used', 'gauge', '1', '全部套接字', 'Sockets of all kinds'],
    ['tcp_inuse', 'gauge', '1', 'TCP 套接字（IPv4）', 'TCP sockets (IPv4)'],
    ['tcp_orphan', 'gauge', '1', '不属于任何进程的 TCP 套接字', 'TCP sockets that belong to no process'],
    ['tcp_tw', 'gauge', '1', 'TIME_WAIT 状态的连接', 'Connections in TIME_WAIT'],
    ['tcp_alloc', 'gauge', '1', '已分配的 TCP 套接字', 'TCP sockets allocated'],
    ['tcp_mem_bytes', 'gauge', 'B', 'TCP 缓冲占用的内存', 'Memory of TCP buffers'],
    ['udp_inuse', 'gauge', '1', 'UDP 套接字（IPv4）', 'UDP sockets (IPv4)'],
    ['udp_mem_bytes', 'gauge', 'B', 'UDP 缓冲占用的内存', 'Memory of UDP buffers'],
    ['raw_inuse', 'gauge', '1', '原始套接字（IPv4）', 'Raw sockets (IPv4)'],
  ],
);

/** The same for IPv6; left out where it is switched off. */
export const sockstat6Metrics = defineMetrics(
  'sockstat',
  [],
  [
    ['tcp6_inuse', 'gauge', '1', 'TCP 套接字（IPv6）', 'TCP sockets (IPv6)'],
    ['udp6_inuse', 'gauge', '1', 'UDP 套接字（IPv6）', 'UDP sockets (IPv6)'],
  ],
);

/** In the order of the kernel's numbers for the states, beginning with 1; IPv4 and IPv6 together. */
export const tcpStateMetrics = defineMetrics(
  'netstat',
  [],
  [
    ['tcp_established', 'gauge', '1', '已建立的连接', 'Connections established'],
    ['tcp_syn_sent', 'gauge', '1', '等待对方应答', 'Asked for, not answered yet'],
    ['tcp_syn_recv', 'gauge', '1', '等待完成握手', 'Answered, handshake not complete'],
    ['tcp_fin_wait1', 'gauge', '1', '本方已关闭，等待确认', 'Closed here, not acknowledged yet'],
    ['tcp_fin_wait2', 'gauge', '1', '本方已关闭，等待对方关闭', 'Closed here, open over there'],
    ['tcp_time_wait', 'gauge', '1', '已关闭，等待残余包', 'Closed, waiting for stray packets'],
    ['tcp_close', 'gauge', '1', '未使用', 'Not used'],
    [
      'tcp_close_wait',
      'gauge',
      '1',
      '对方已关闭，本方程序未关闭',
      'Closed over there, left open by the program here',
    ],
    ['tcp_last_ack', 'gauge', '1', '等待最后的确认', 'Waiting for the last acknowledgement'],
    ['tcp_listen', 'gauge', '1', '监听', 'Listening'],
    ['tcp_closing', 'gauge', '1', '双方同时关闭', 'Closed by both at once'],
  ],
);

import { defineMetrics } from '#probes/metrics.ts';

/** In the order in which the probe sends them: what the kernel counts, then what is computed. */
export const diskioMetrics = defineMetrics(
  'diskio',
  ['name'],
  [
    ['reads', 'counter', '1', '完成的读请求', 'Reads completed'],
    ['merged_reads', 'counter', '1', '合并的读请求', 'Reads merged with a neighbour'],
    ['read_bytes', 'counter', 'B', '读取的字节', 'Bytes read'],
    ['read_time', 'counter', 'ms', '读请求耗时之和', 'Time of all reads added up'],
    ['writes', 'counter', '1', '完成的写请求', 'Writes completed'],
    ['merged_writes', 'counter', '1', '合并的写请求', 'Writes merged with a neighbour'],
    ['write_bytes', 'counter', 'B', '写入的字节', 'Bytes written'],
    ['write_time', 'counter', 'ms', '写请求耗时之和', 'Time of all writes added up'],
    ['iops_in_progress', 'gauge', '1', '正在处理的请求', 'Requests under way'],
    ['io_time', 'counter', 'ms', '磁盘忙碌的时间', 'Time with at least one request under way'],
    ['weighted_io_time', 'counter', 'ms', '请求数乘以时间', 'Requests under way, times their time'],
    ['io_await', 'gauge', 'ms', '每个请求平均耗时', 'Average time of a request since the last reading'],
    ['io_util', 'gauge', '%', '磁盘忙碌的时间占比', 'Share of time with a request under way'],
  ],
);

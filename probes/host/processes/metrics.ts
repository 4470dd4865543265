import { defineMetrics } from '#probes/metrics.ts';

/** In the order in which the probe sends them. */
export const processesMetrics = defineMetrics(
  'processes',
  [],
  [
    ['running', 'gauge', '1', '正在运行或等待处理器的线程', 'Threads that run or want to'],
    ['total_threads', 'gauge', '1', '线程总数', 'All threads'],
    ['total', 'gauge', '1', '进程总数', 'All processes'],
    ['sleeping', 'gauge', '1', '休眠的进程', 'Processes that wait for something'],
    ['idle', 'gauge', '1', '空闲的内核线程', 'Kernel threads with nothing to do'],
    [
      'blocked',
      'gauge',
      '1',
      '不可中断的进程（等待磁盘）',
      'Processes that wait for a disk and cannot be interrupted',
    ],
    ['stopped', 'gauge', '1', '暂停的进程', 'Processes that were stopped'],
    ['zombies', 'gauge', '1', '僵尸进程', 'Processes that ended and were not collected by their parent'],
  ],
);

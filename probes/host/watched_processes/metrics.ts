import { defineMetrics } from '#probes/metrics.ts';

const LABELS = ['process_name'];

/** How many there are; 0 means that none runs. */
export const lookupMetrics = defineMetrics('procstat_lookup', LABELS, [
  ['pid_count', 'gauge', '1', '找到的进程数，0 表示未运行', 'Processes found; 0 means that it does not run'],
  ['running', 'gauge', '1', '正在运行的进程数', 'Processes that run'],
]);

/** All processes of one name added up, in the order in which the probe sends them; not read while none runs. */
export const procstatMetrics = defineMetrics('procstat', LABELS, [
  ['cpu_usage', 'gauge', '%', '处理器占用，100 % 为一个核', 'Share of one processor; 100 % is one core'],
  ['memory_rss', 'gauge', 'B', '占用的内存（含共享部分）', 'Memory in use, what is shared included'],
  ['memory_vms', 'gauge', 'B', '虚拟内存', 'Address space'],
  ['num_threads', 'gauge', '1', '线程数', 'Threads'],
]);

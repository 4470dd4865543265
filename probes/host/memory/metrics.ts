import { defineMetrics } from '#probes/metrics.ts';

/** In the order of the values of `parseMeminfo`. */
export const memoryMetrics = defineMetrics(
  'mem',
  [],
  [
    ['total', 'gauge', 'B', '内存总量', 'All memory'],
    ['available', 'gauge', 'B', '可用内存（不必换出）', 'What programs can still get without swapping'],
    ['used', 'gauge', 'B', '已用内存（总量减可用）', 'Total less available'],
    ['available_percent', 'gauge', '%', '可用内存占比', 'Share that is available'],
    ['used_percent', 'gauge', '%', '已用内存占比', 'Share that is used'],
    ['free', 'gauge', 'B', '完全空闲', 'Used for nothing at all'],
    ['buffered', 'gauge', 'B', '块设备缓冲', 'Buffers of block devices'],
    [
      'cached',
      'gauge',
      'B',
      '文件缓存（含可回收的内核对象）',
      'File cache, reclaimable kernel objects included',
    ],
    ['swap_cached', 'gauge', 'B', '同时在内存与交换区', 'In memory and in swap alike'],
    ['active', 'gauge', 'B', '最近用过', 'Used lately'],
    ['inactive', 'gauge', 'B', '较久未用', 'Not used lately'],
    ['dirty', 'gauge', 'B', '等待写盘', 'Waiting to be written to disk'],
    ['write_back', 'gauge', 'B', '正在写盘', 'Being written to disk'],
    ['mapped', 'gauge', 'B', '映射的文件', 'Files mapped into programs'],
    ['shared', 'gauge', 'B', '共享内存与 tmpfs', 'Shared memory and tmpfs'],
    ['slab', 'gauge', 'B', '内核对象', 'Kernel objects'],
    ['sreclaimable', 'gauge', 'B', '可回收的内核对象', 'Kernel objects that can be given up'],
    ['sunreclaim', 'gauge', 'B', '不可回收的内核对象', 'Kernel objects that cannot be given up'],
    ['page_tables', 'gauge', 'B', '页表', 'Page tables'],
    ['commit_limit', 'gauge', 'B', '可承诺的上限', 'The most that may be promised to programs'],
    ['committed_as', 'gauge', 'B', '已承诺给程序', 'Promised to programs'],
    ['huge_pages_total', 'gauge', '1', '大页总数', 'Huge pages'],
    ['huge_pages_free', 'gauge', '1', '空闲大页', 'Huge pages not used'],
    ['huge_page_size', 'gauge', 'B', '大页大小', 'Size of a huge page'],
  ],
);

import { defineMetrics } from '#probes/metrics.ts';

/** In the order in which the probe sends them. Telegraf writes `file-nr`; a metric's name has underscores. */
export const fileDescriptorMetrics = defineMetrics(
  'linux_sysctl_fs',
  [],
  [
    ['file_nr', 'gauge', '1', '全机打开的文件数', 'Files open on the whole machine'],
    ['file_max', 'gauge', '1', '全机可打开的文件上限', 'The most files that may be open'],
    ['file_used_percent', 'gauge', '%', '已用文件句柄占比', 'Share of the limit in use'],
  ],
);

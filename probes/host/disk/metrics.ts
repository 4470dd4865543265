import { defineMetrics } from '#probes/metrics.ts';

const LABELS = ['path', 'device', 'fstype', 'mode'];

/** In the order in which the probe sends them. */
export const spaceMetrics = defineMetrics('disk', LABELS, [
  ['total', 'gauge', 'B', '容量', 'Size of the file system'],
  ['free', 'gauge', 'B', '普通用户可用空间', 'Space that ordinary users can still fill'],
  ['used', 'gauge', 'B', '已用空间', 'Space in use'],
  ['used_percent', 'gauge', '%', '已用空间占比', 'Used space in relation to used and free'],
]);

/** Left out for file systems without a fixed number of inodes. */
export const inodeMetrics = defineMetrics('disk', LABELS, [
  ['inodes_total', 'gauge', '1', 'inode 总数', 'Inodes'],
  ['inodes_free', 'gauge', '1', '空闲 inode', 'Inodes not used'],
  ['inodes_used', 'gauge', '1', '已用 inode', 'Inodes in use'],
  ['inodes_used_percent', 'gauge', '%', '已用 inode 占比', 'Share of inodes in use'],
]);

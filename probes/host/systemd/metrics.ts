import { defineMetrics } from '#probes/metrics.ts';

/** The one metric of this probe; the names stand in a `text_state` record. */
export const systemdMetrics = defineMetrics(
  'systemd',
  [],
  [['failed_units', 'gauge', '1', '失败的 systemd 单元数', 'Units of systemd that have failed']],
);

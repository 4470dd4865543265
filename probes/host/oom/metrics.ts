import { defineMetrics } from '#probes/metrics.ts';

/** The one metric of this probe. */
export const oomMetrics = defineMetrics(
  'kernel_vmstat',
  [],
  [
    [
      'oom_kill',
      'counter',
      '1',
      '因内存耗尽被内核杀掉的进程数',
      'Processes killed by the kernel for lack of memory',
    ],
  ],
);

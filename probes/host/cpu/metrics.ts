import { defineMetrics } from '#probes/metrics.ts';

/** In the order of `USAGE_FIELDS`. */
export const usageMetrics = defineMetrics(
  'cpu',
  ['cpu'],
  [
    [
      'usage_active',
      'gauge',
      '%',
      '非空闲时间占比（含等待磁盘）',
      'Time not idle, waiting for disks included',
    ],
    ['usage_user', 'gauge', '%', '用户程序', 'User programs'],
    ['usage_system', 'gauge', '%', '内核', 'The kernel'],
    ['usage_idle', 'gauge', '%', '空闲', 'Idle'],
    ['usage_iowait', 'gauge', '%', '空闲且在等待磁盘', 'Idle while waiting for disks'],
    ['usage_steal', 'gauge', '%', '被宿主机分给其他虚拟机', 'Given to other virtual machines by the host'],
    ['usage_nice', 'gauge', '%', '低优先级的用户程序', 'User programs of low priority'],
    ['usage_irq', 'gauge', '%', '硬件中断', 'Hardware interrupts'],
    ['usage_softirq', 'gauge', '%', '软件中断', 'Software interrupts'],
    ['usage_guest', 'gauge', '%', '运行本机上的虚拟机', 'Running virtual machines of this host'],
    ['usage_guest_nice', 'gauge', '%', '运行低优先级的虚拟机', 'Running virtual machines of low priority'],
  ],
);

/** These six come for each core too. */
export const CORE_METRICS = 6;

export const kernelMetrics = defineMetrics(
  'kernel',
  [],
  [
    ['interrupts', 'counter', '1', '开机以来的中断次数', 'Interrupts since the start'],
    ['context_switches', 'counter', '1', '开机以来的上下文切换次数', 'Context switches since the start'],
    ['processes_forked', 'counter', '1', '开机以来创建的进程数', 'Processes created since the start'],
  ],
);

import { defineMetrics, defineStates } from '../define-metrics.ts';

/** Services of hosts that are asked from outside, in the words and numbers of systemd as Telegraf sends them. */
export const serviceMetrics = defineMetrics(
  'systemd_units',
  ['name'],
  [
    [
      'active_code',
      'state',
      '1',
      '服务状态',
      'State of a watched service',
      defineStates(
        ['active', '运行', 'active'],
        ['reloading', '重新加载', 'reloading'],
        ['inactive', '未运行', 'inactive'],
        ['failed', '失败', 'failed'],
        ['activating', '启动中', 'activating'],
        ['deactivating', '停止中', 'deactivating'],
      ),
    ],
  ],
);

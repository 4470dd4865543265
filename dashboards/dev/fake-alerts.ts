import type { Alert, AlertEvent } from '#protocol/alert.ts';
import { Rule } from '#protocol/rule.ts';
import type { FakeMachine } from './fake-fleet.ts';

function rule(id: string, zh: string, en: string, metric: string, condition: object, rest: object): Rule {
  return Rule.parse({
    id,
    name: { 'zh-CN': zh, en },
    reason: {
      'zh-CN': '长期高于这个数值时，响应明显变慢；低于它时可以正常处理突发。',
      en: 'Held above this, answers become slow; below it, bursts still fit.',
    },
    watch: { metric },
    condition,
    severity: 'warning',
    ...rest,
  });
}

export const FAKE_RULES: Rule[] = [
  rule(
    'cpu-high',
    'CPU 使用率高',
    'CPU usage is high',
    'cpu.usage_active',
    { kind: 'above', threshold: 85 },
    {
      holdMs: 300_000,
      recoveryThreshold: 75,
      watch: { metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' } },
    },
  ),
  rule(
    'cpu-full',
    'CPU 用尽',
    'CPU is exhausted',
    'cpu.usage_active',
    { kind: 'above', threshold: 95 },
    {
      holdMs: 600_000,
      severity: 'critical',
      watch: { metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' } },
    },
  ),
  rule(
    'memory-high',
    '内存使用率高',
    'Memory is nearly used up',
    'mem.used_percent',
    { kind: 'above', threshold: 90 },
    { holdMs: 120_000 },
  ),
  rule(
    'disk-warning',
    '磁盘空间不足',
    'Disk space is short',
    'disk.used_percent',
    { kind: 'above', threshold: 80 },
    {},
  ),
  rule(
    'disk-critical',
    '磁盘空间严重不足',
    'Disk space is nearly used up',
    'disk.used_percent',
    { kind: 'above', threshold: 90 },
    { severity: 'critical' },
  ),
  rule(
    'disk-forecast',
    '磁盘将在 24 小时内写满',
    'Disk will be full within 24 h',
    'disk.used_percent',
    { kind: 'forecast', from: 'below', reaches: 100, withinMs: 86_400_000, windowMs: 21_600_000 },
    {},
  ),
  rule(
    'agent-silent',
    '代理没有数据',
    'The agent is silent',
    'agent.uptime_seconds',
    { kind: 'absent', afterMs: 60_000 },
    { severity: 'critical' },
  ),
  rule(
    'temperature',
    '温度越界',
    'Temperature is out of range',
    'temp.temp',
    { kind: 'outside', low: 10, high: 80 },
    {},
  ),
  rule(
    'net-errors',
    '网口错误增长',
    'Interface errors grow',
    'net.err_in',
    { kind: 'rate', above: 10 },
    { enabled: false, severity: 'info' },
  ),
];

export function makeAlert(
  machine: FakeMachine,
  id: string,
  value: number | null,
  sinceMs: number,
  labels = {},
): Alert {
  const found = FAKE_RULES.find((each) => each.id === id) as Rule;
  const threshold = 'threshold' in found.condition ? found.condition.threshold : null;
  return {
    id: `${id}-${machine.id}-${sinceMs}`,
    rule: id,
    ruleRevision: 1,
    organisation: machine.organisation,
    target: machine.id,
    metric: found.watch.metric,
    labels,
    severity: found.severity,
    state: 'firing',
    beganAtMs: sinceMs - found.holdMs,
    firedAtMs: sinceMs,
    resolvedAtMs: null,
    value,
    threshold,
    resolution: null,
    reachesAtMs: null,
    flapping: false,
    because: null,
    acknowledged: null,
    assigned: null,
    closed: null,
  };
}

/** What fires from the start, by place in the fleet. */
export function firstAlerts(fleet: FakeMachine[], nowMs: number): Alert[] {
  const found: Alert[] = [];
  const put = (at: number, ...rest: [string, number | null, number, object?]) => {
    if (fleet[at])
      found.push(
        makeAlert(
          fleet[at],
          ...(rest as Parameters<typeof makeAlert> extends [unknown, ...infer R] ? R : never),
        ),
      );
  };
  put(3, 'cpu-full', 96.4, nowMs - 1_800_000, { cpu: 'cpu-total' });
  put(7, 'disk-critical', 92.4, nowMs - 7_200_000, {
    path: '/data',
    device: 'sdb1',
    fstype: 'xfs',
    mode: 'rw',
  });
  put(9, 'memory-high', 93.1, nowMs - 600_000);
  put(13, 'disk-warning', 83.0, nowMs - 86_400_000 * 3, {
    path: '/data',
    device: 'sdb1',
    fstype: 'xfs',
    mode: 'rw',
  });
  put(17, 'agent-silent', null, nowMs - 3 * 3_600_000);
  put(11, 'temperature', 81.2, nowMs - 45_000, { sensor: 'coretemp_package_id_0' });
  if (found[3])
    found[3].acknowledged = { by: '王建国', atMs: nowMs - 3_600_000, comment: '已申请扩容，本周五停机加盘' };
  if (found[5]) {
    found[5].state = 'pending';
    found[5].firedAtMs = null;
  }
  return found;
}

export function eventOf(kind: AlertEvent['kind'], alert: Alert, atMs: number): AlertEvent {
  return {
    id: `${alert.id}-${kind}`,
    kind,
    atMs,
    position: atMs,
    late: false,
    by: null,
    comment: '',
    from: null,
    alert,
  };
}

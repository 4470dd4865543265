import type { Machine } from '../../state/machine.ts';

/** Colour of a value: rules decide what is wrong with it, so only an alert makes it other than calm. */
export function levelOf(machine: Machine, metric: string): 'calm' | 'warning' | 'critical' {
  const severity = machine.alerts?.metrics.get(metric);
  return severity === 'critical' || severity === 'warning' ? severity : 'calm';
}

import type { Machine } from '../../state/machine.ts';

/** Colour of a value: rules decide what is wrong with it, so only an alert makes it other than calm. */
export function levelOf(machine: Machine, ...metrics: string[]): 'calm' | 'warning' | 'critical' {
  let level: 'calm' | 'warning' = 'calm';
  for (const metric of metrics) {
    const severity = machine.alerts?.metrics.get(metric);
    if (severity === 'critical') return 'critical';
    if (severity === 'warning') level = 'warning';
  }
  return level;
}

/** Everything that the figure of the load stands for. */
export const LOAD_METRICS: string[] = ['1', '5', '15'].flatMap((span) => [
  `system.load${span}`,
  `system.load${span}_per_cpu`,
]);

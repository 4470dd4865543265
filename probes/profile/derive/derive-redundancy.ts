import type { DerivedValue } from './derive-ups.ts';
import { type KnownReadings, wordOf } from './known-readings.ts';

/**
 * Says for each of these kinds of parts, of which two or more are there, whether the next fault is one too many: at
 * most one still works, and it is known that another has failed. What is unknown has not failed.
 */
export function deriveRedundancy(readings: KnownReadings, redundant: readonly string[]): DerivedValue[] {
  const states = readings.all('hardware.state');
  return redundant.flatMap((type): DerivedValue[] => {
    const parts = states
      .filter(({ column }) => column.labels.type === type)
      .map(({ value }) => wordOf('hardware.state', value));
    if (parts.length < 2) return [];
    const working = parts.filter((word) => word === 'ok' || word === 'warning').length;
    const isLost = working <= 1 && parts.includes('critical');
    return [{ metric: 'hardware.redundancy_lost', labels: [type], value: isLost ? 'yes' : 'no' }];
  });
}

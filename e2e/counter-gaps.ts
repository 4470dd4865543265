import { expect } from 'vitest';
import { type DeviceDesk, until } from './device-desk.ts';

/** What passes through the first port of each device here. */
export const BYTES_PER_SECOND = 1_000;
/** No rate of such a port may look like more. Moments of asking are not exact; a spike is a million times more. */
const SPIKE = 20 * BYTES_PER_SECOND;

/** Sees that the rate of the first port was never more than it can be. */
export async function expectNoSpike(desk: DeviceDesk, target: string): Promise<void> {
  const { values } = await portOne(desk, target, 'rate');
  expect(values.length).toBeGreaterThan(1);
  for (const value of values) expect(value ?? 0).toBeLessThan(SPIKE);
}

/** Waits until the counter of the first port has fallen, and sees a gap there and a spike nowhere. */
export async function untilFallen(desk: DeviceDesk, target: string): Promise<void> {
  const fellAtMs = await until(async () => {
    const { timesMs, values } = await portOne(desk, target);
    const read = timesMs.flatMap((timeMs, index) => {
      const value = values[index];
      return typeof value === 'number' ? [{ timeMs, value }] : [];
    });
    const fall = read.findIndex(({ value }, index) => value < (read[index - 1]?.value ?? 0));
    expect(fall).toBeGreaterThan(0);
    expect(read.length).toBeGreaterThan(fall + 2);
    return read[fall]!.timeMs;
  });
  const { timesMs, values } = await portOne(desk, target, 'rate');
  expect(values[timesMs.indexOf(fellAtMs)]).toBeNull();
  await expectNoSpike(desk, target);
}

/** What the first port has received. */
export function portOne(desk: DeviceDesk, target: string, aggregation: 'avg' | 'rate' = 'avg') {
  return desk.samples(target, 'net.bytes_recv', { interface: 'GigabitEthernet1/0/1' }, aggregation);
}

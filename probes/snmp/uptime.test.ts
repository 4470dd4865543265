import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextUptime, type Uptime, uptimeSeconds } from './uptime.ts';

const clocks = (system: number | undefined, host?: number, engineSeconds?: number) => ({
  system,
  host,
  engineSeconds,
});
const minute = 60_000;

function then(before: Uptime | undefined, ticks: number, nowMs: number): Uptime {
  return nextUptime(before, clocks(ticks), nowMs) as Uptime;
}

describe('the uptime of a device', () => {
  it('is that of the machine where it tells it, and of its SNMP agent elsewhere', () => {
    expect(uptimeSeconds(nextUptime(undefined, clocks(500), 0) as Uptime)).toBe(5);
    expect(uptimeSeconds(nextUptime(undefined, clocks(500, 90_000), 0) as Uptime)).toBe(900);
    expect(nextUptime(undefined, clocks(undefined), 0)).toBeUndefined();
  });

  it('goes on over the wrap of its ticks', () => {
    const before = then(undefined, 2 ** 32 - 3_000, 0);
    const now = then(before, 3_000, minute);

    expect(now.restarts).toBe(0);
    expect(uptimeSeconds(now)).toBe(uptimeSeconds(before) + 60);
  });

  it('counts a restart when its ticks go back', () => {
    const now = then(then(undefined, 1_000_000, 0), 500, minute);

    expect(now).toMatchObject({ restarts: 1, wraps: 0 });
    expect(uptimeSeconds(now)).toBe(5);
    expect(then(then(undefined, 2 ** 32 - 3_000, 0), 90_000, minute).restarts).toBe(1);
  });

  it('counts a restart that nobody saw, by the time that is missing', () => {
    const day = 86_400_000;
    expect(then(then(undefined, 1_000, 0), day / 20, day).restarts).toBe(1);
  });

  it('counts none when our own clock jumps', () => {
    const before = then(undefined, 50_000_000, 0);

    expect(then(before, 50_006_000, 60 * minute).restarts).toBe(0);
    expect(then(before, 50_006_000, -60 * minute).restarts).toBe(0);
  });

  it('knows wraps of before it was watched by the clock that has none', () => {
    const engineSeconds = 2 ** 32 / 100 + 30;

    expect(uptimeSeconds(nextUptime(undefined, clocks(3_000, undefined, engineSeconds), 0) as Uptime)).toBe(
      engineSeconds,
    );
    expect(nextUptime(undefined, clocks(3_000, undefined, 99), 0)).toMatchObject({ wraps: 0 });
  });

  it('never restarts while its ticks follow the time, whatever the interval', () => {
    const intervals = fc.array(fc.integer({ min: 1_000, max: 86_400_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), intervals, (start, steps) => {
        let nowMs = 0;
        let state = then(undefined, start, 0);
        for (const step of steps) {
          nowMs += step;
          state = then(state, Math.floor(start + nowMs / 10) % 2 ** 32, nowMs);
        }
        expect(state.restarts).toBe(0);
        expect(uptimeSeconds(state)).toBeCloseTo((start + nowMs / 10) / 100, 1);
      }),
    );
  });
});

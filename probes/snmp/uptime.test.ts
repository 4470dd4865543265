import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeviceClocks, nextUptime, type Uptime } from './uptime.ts';

const DAY = 86_400;
const WRAP_SECONDS = 2 ** 32 / 100;

/** Reads clocks one after another, each some seconds after the one before; returns the last. */
function readAll(...readings: [afterSeconds: number, told: Partial<DeviceClocks>][]) {
  let last: Uptime | undefined;
  let nowMs = 1_800_000_000_000;
  for (const [after, told] of readings) {
    nowMs += after * 1_000;
    const now = nextUptime(
      last,
      { system: undefined, host: undefined, engineSeconds: undefined, ...told },
      nowMs,
    );
    last = now && JSON.parse(JSON.stringify(now));
  }
  return last && { seconds: last.seconds, restarts: last.restarts };
}

/** A device with the clock of its SNMP agent only. */
const agent = (seconds: number) => ({ system: Math.floor((seconds % WRAP_SECONDS) * 100) });

describe('the uptime of a device', () => {
  it('is unknown when it tells nothing, or zeros', () => {
    expect(readAll([0, {}])).toBeUndefined();
    expect(readAll([0, { system: 0, engineSeconds: 0 }])).toBeUndefined();
  });

  it('is the longest of machine and SNMP agent', () => {
    expect(readAll([0, { system: 500 }])).toEqual({ seconds: 5, restarts: 0 });
    expect(readAll([0, { system: 500, host: 90_000 }])).toEqual({ seconds: 900, restarts: 0 });
    expect(readAll([0, { system: 1_000, host: 500_000, engineSeconds: 4_000 }])?.seconds).toBe(5_000);
  });

  it('goes on from reading to reading', () => {
    expect(readAll([0, agent(1_000)], [60, agent(1_060)])).toEqual({ seconds: 1_060, restarts: 0 });
  });

  it('goes on over the wrap of its ticks', () => {
    expect(readAll([0, { system: 2 ** 32 - 3_000 }], [60, { system: 3_000 }])).toEqual({
      seconds: expect.closeTo(WRAP_SECONDS + 30, 1),
      restarts: 0,
    });
  });

  it('goes on over 497 days, and twice that', () => {
    expect(readAll([0, agent(497 * DAY)], [DAY, agent(498 * DAY)])).toEqual({
      seconds: expect.closeTo(498 * DAY, 1),
      restarts: 0,
    });
    expect(
      readAll(
        [0, agent(497 * DAY)],
        [DAY, agent(498 * DAY)],
        [60, agent(498 * DAY + 60)],
        [497 * DAY, agent(995 * DAY + 60)],
      ),
    ).toEqual({ seconds: expect.closeTo(995 * DAY + 60, 1), restarts: 0 });
  });

  it('goes on over 497 days that nobody saw', () => {
    expect(readAll([0, agent(400 * DAY)], [100 * DAY, agent(500 * DAY)])).toEqual({
      seconds: expect.closeTo(500 * DAY, 1),
      restarts: 0,
    });
  });

  it('knows wraps of before it was watched by the clock that has none, and only where that fits', () => {
    const engineSeconds = WRAP_SECONDS + 30;

    expect(readAll([0, { system: 3_000, engineSeconds }])?.seconds).toBe(engineSeconds);
    expect(readAll([0, { system: 3_000, engineSeconds: 99 }])?.seconds).toBe(30);
    expect(readAll([0, { system: 3_000, engineSeconds: 1_111_111_111 }])?.seconds).toBe(30);
    expect(readAll([0, { engineSeconds: 99 }])?.seconds).toBe(99);
  });

  it('goes on when only its SNMP agent was restarted', () => {
    const before = { system: 900_000, host: 1_000_000, engineSeconds: 9_000 };
    const after = { system: 1_000, host: 1_006_000, engineSeconds: 10 };

    expect(readAll([0, before], [60, after])).toEqual({ seconds: 10_060, restarts: 0 });
  });

  it('does not begin again because the longest clock is missing once', () => {
    const both = { system: 100_000, host: 1_000_000 };

    expect(readAll([0, both], [60, { system: 106_000 }])).toEqual({ seconds: 1_060, restarts: 0 });
    expect(readAll([0, both], [60, { system: 106_000 }], [60, { system: 112_000, host: 1_012_000 }])).toEqual(
      {
        seconds: 10_120,
        restarts: 0,
      },
    );
  });
});

describe('a restart', () => {
  it('is counted when the ticks go back, also near 497 days', () => {
    expect(readAll([0, { system: 1_000_000 }], [60, { system: 500 }])).toEqual({ seconds: 5, restarts: 1 });
    expect(readAll([0, agent(496 * DAY)], [60, agent(20)])).toEqual({ seconds: 20, restarts: 1 });
    expect(readAll([0, { system: 2 ** 32 - 3_000 }], [60, { system: 90_000 }])?.restarts).toBe(1);
    expect(readAll([0, agent(497 * DAY)], [DAY, agent(498 * DAY)], [60, agent(30)])).toEqual({
      seconds: 30,
      restarts: 1,
    });
  });

  it('that nobody saw is counted when it runs for less than the time since the reading before', () => {
    expect(readAll([0, agent(100)], [600, agent(300)])).toEqual({ seconds: 300, restarts: 1 });
    expect(readAll([0, { system: 1_000 }], [DAY, { system: 4_320_000 }])?.restarts).toBe(1);
  });

  it('is not hidden by a clock that stands still', () => {
    const before = { system: 100_000, engineSeconds: 77 };

    expect(readAll([0, before], [60, { system: 500, engineSeconds: 77 }])?.restarts).toBe(1);
  });

  it('is none when our own clock jumps', () => {
    expect(readAll([0, { system: 50_000_000 }], [3_600, { system: 50_006_000 }])?.restarts).toBe(0);
    expect(readAll([0, { system: 50_000_000 }], [-3_600, { system: 50_006_000 }])?.restarts).toBe(0);
  });

  it('is never seen while the ticks follow the time, whatever the interval', () => {
    const intervals = fc.array(fc.integer({ min: 1_000, max: 86_400_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), intervals, (start, steps) => {
        let nowMs = 0;
        let state: Uptime | undefined;
        for (const step of [0, ...steps]) {
          nowMs += step;
          const system = Math.floor(start + nowMs / 10) % 2 ** 32;
          state = nextUptime(state, { system, host: undefined, engineSeconds: undefined }, nowMs) ?? state;
        }
        expect(state?.restarts).toBe(0);
        expect(state?.seconds).toBeCloseTo((start + nowMs / 10) / 100, 1);
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { followUptime, type ToldUptime, type UptimeMemory } from './uptime.ts';

const day = 86_400;
const wrapSeconds = 2 ** 32 / 100;

/** Reads told uptimes one after another, each some seconds after the one before; returns the last. */
function readAll(...readings: [afterSeconds: number, told: ToldUptime][]) {
  let memory: UptimeMemory | undefined;
  let atMs = 1_800_000_000_000;
  let last = followUptime({}, memory, atMs);
  for (const [after, told] of readings) {
    atMs += after * 1000;
    last = followUptime(told, memory, atMs);
    memory = JSON.parse(JSON.stringify(last.memory));
  }
  return { seconds: last.seconds, isRestarted: last.isRestarted };
}
const agent = (seconds: number): ToldUptime => ({
  sysUpTimeTicks: Math.floor((seconds % wrapSeconds) * 100),
});

describe('the uptime of a device', () => {
  test('is unknown when it tells nothing, or zeros', () => {
    expect(readAll([0, {}])).toEqual({ seconds: undefined, isRestarted: false });
    expect(readAll([0, { sysUpTimeTicks: 0, engineTimeSeconds: 0 }])).toEqual({
      seconds: undefined,
      isRestarted: false,
    });
  });

  test('is the longest that one of its clocks tells', () => {
    const told = { sysUpTimeTicks: 1_000, hrSystemUptimeTicks: 500_000, engineTimeSeconds: 4_000 };

    expect(readAll([0, told])).toEqual({ seconds: 5_000, isRestarted: false });
  });

  test('goes on from reading to reading', () => {
    expect(readAll([0, agent(1_000)], [60, agent(1_060)])).toEqual({ seconds: 1_060, isRestarted: false });
  });

  test('goes on over 497 days, and twice that', () => {
    expect(readAll([0, agent(497 * day)], [day, agent(498 * day)])).toEqual({
      seconds: expect.closeTo(498 * day, 1),
      isRestarted: false,
    });
    expect(
      readAll(
        [0, agent(497 * day)],
        [day, agent(498 * day)],
        [60, agent(498 * day + 60)],
        [497 * day, agent(995 * day + 60)],
      ),
    ).toEqual({ seconds: expect.closeTo(995 * day + 60, 1), isRestarted: false });
  });

  test('goes on over 497 days that nobody saw', () => {
    expect(readAll([0, agent(400 * day)], [100 * day, agent(500 * day)])).toEqual({
      seconds: expect.closeTo(500 * day, 1),
      isRestarted: false,
    });
  });

  test('begins again when the device restarts, also near 497 days', () => {
    expect(readAll([0, agent(1_000)], [60, agent(20)])).toEqual({ seconds: 20, isRestarted: true });
    expect(readAll([0, agent(496 * day)], [60, agent(20)])).toEqual({ seconds: 20, isRestarted: true });
    expect(readAll([0, agent(497 * day)], [day, agent(498 * day)], [60, agent(30)])).toEqual({
      seconds: 30,
      isRestarted: true,
    });
  });

  test('begins again when it is shorter than the time since the reading before', () => {
    expect(readAll([0, agent(100)], [600, agent(300)])).toEqual({ seconds: 300, isRestarted: true });
  });

  test('goes on when only its SNMP agent was restarted', () => {
    const before = { sysUpTimeTicks: 900_000, hrSystemUptimeTicks: 1_000_000, engineTimeSeconds: 9_000 };
    const after = { sysUpTimeTicks: 1_000, hrSystemUptimeTicks: 1_006_000, engineTimeSeconds: 10 };

    expect(readAll([0, before], [60, after])).toEqual({ seconds: 10_060, isRestarted: false });
  });

  test('does not begin again because the longest clock is missing once', () => {
    const both = { sysUpTimeTicks: 100_000, hrSystemUptimeTicks: 1_000_000 };

    expect(readAll([0, both], [60, { sysUpTimeTicks: 106_000 }])).toEqual({
      seconds: 1_060,
      isRestarted: false,
    });
  });

  test('is not held up by a clock that stands still', () => {
    const before = { sysUpTimeTicks: 100_000, engineTimeSeconds: 77 };

    expect(readAll([0, before], [60, { sysUpTimeTicks: 500, engineTimeSeconds: 77 }])).toMatchObject({
      isRestarted: true,
    });
  });
});

import { cpus, totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { figures, realOptions, running } from '../test-tree.ts';
import { PortableConfig } from './config.ts';
import { coreUsage } from './core-usage.ts';
import { createPortable } from './portable.ts';
import { readSlowly } from './slow-readings.ts';

const times = (user: number, sys: number, idle: number) => ({ user, nice: 0, sys, idle, irq: 0 });

describe('the probe for other systems', () => {
  it('tells processors, memory and uptime without waiting for what is slow', async () => {
    const never = () => new Promise<never>(() => {});
    const probe = createPortable(PortableConfig.parse({}), realOptions, never);
    const first = figures(await probe.collect(running));
    await expect
      .poll(async () => figures(await probe.collect(running))['cpu.usage_active cpu-total'])
      .toBeGreaterThanOrEqual(0);
    await probe.close();

    expect(first['mem.total']).toBe(totalmem());
    expect(first['system.n_cpus']).toBe(cpus().length);
    expect(first['cpu.usage_active cpu0']).toBeNaN();
    expect(first['system.uptime']).toBeGreaterThan(0);
  });

  it('sends what is slow once when it is there, and keeps its series in between', async () => {
    let nowMs = 1_000_000;
    let asked = 0;
    const slowly = async () => {
      asked++;
      return {
        disks: [{ labels: ['C:', 'C:', 'NTFS', 'rw'], values: [10, 4, 6, 60] }],
        interfaces: [],
        skipped: [],
      };
    };
    const probe = createPortable(PortableConfig.parse({}), { ...realOptions, now: () => nowMs }, slowly);
    const name = 'disk.used_percent C: C: NTFS rw';
    const values: (number | undefined)[] = [];
    for (let i = 0; i < 9; i++) {
      values.push(figures(await probe.collect(running))[name]);
      await new Promise(setImmediate);
      nowMs += 10_000;
    }
    await probe.close();

    const not = Number.NaN;
    expect(values).toEqual([undefined, 60, not, not, not, not, not, 60, not]);
    expect(asked).toBe(2);
  });

  it('names the failure of what is slow and goes on', async () => {
    const probe = createPortable(PortableConfig.parse({}), realOptions, () =>
      Promise.reject(new Error('no shell')),
    );
    await probe.collect(running);
    await new Promise(setImmediate);
    const { readings, skipped } = await probe.collect(running);
    await probe.close();

    expect(readings.length).toBeGreaterThan(8);
    expect(skipped).toEqual([{ what: 'systeminformation', why: 'no shell' }]);
  });

  it('asks systeminformation for file systems and interfaces', async () => {
    const { disks, interfaces } = await readSlowly();

    expect(disks.length + interfaces.length).toBeGreaterThan(0);
    for (const { labels, values } of disks) expect([labels.length, values.length]).toEqual([4, 4]);
    for (const { labels, values } of interfaces) expect([labels.length, values.length]).toEqual([1, 6]);
  });
});

describe('shares of a core', () => {
  it('come from two readings and are nothing when times went back', () => {
    expect(coreUsage(times(20, 10, 70), times(0, 0, 0))).toEqual([30, 20, 10, 70]);
    expect(coreUsage(times(20, 10, 70), undefined)[0]).toBeNaN();
    expect(coreUsage(times(0, 10, 70), times(20, 0, 0))[0]).toBeNaN();
  });
});

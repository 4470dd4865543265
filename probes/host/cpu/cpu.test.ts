import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figures, realOptions, running, type TestTree, testTree } from '../test-tree.ts';
import { CpuConfig } from './config.ts';
import { cpu } from './cpu.ts';
import { parseProcStat } from './parse-proc-stat.ts';

const fixture = readFileSync(join(import.meta.dirname, 'fixtures', 'stat'));

describe('parsing /proc/stat', () => {
  it('reads the total, each core and the counters of the kernel', () => {
    const stat = parseProcStat(fixture);

    expect([...stat.total]).toEqual([1000, 100, 500, 8000, 300, 0, 50, 50, 40, 10]);
    expect(stat.cores.map(({ index }) => index)).toEqual([0, 1]);
    expect(stat.cores[1]!.times[3]).toBe(4200);
    expect([stat.interrupts, stat.contextSwitches, stat.forks]).toEqual([123456, 998877, 4321]);
  });

  it('takes times that an old kernel does not tell as 0', () => {
    expect([...parseProcStat(Buffer.from('cpu  10 1 5 80 3 0 0\n')).total]).toEqual([
      10, 1, 5, 80, 3, 0, 0, 0, 0, 0,
    ]);
  });
});

describe('the probe for processors', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
    tree.write('proc/stat', fixture);
  });
  afterEach(() => tree.end());

  it('computes shares from two readings, the times of guests taken out of those of users', async () => {
    const probe = cpu.create(CpuConfig.parse({}), tree.options);
    const first = figures(await probe.collect(running));
    // 100 ticks later on the whole machine: 40 user of which 10 guest, 10 system, 30 idle, 15 iowait, 5 steal.
    tree.write(
      'proc/stat',
      'cpu  1040 100 510 8030 315 0 50 55 50 10\ncpu0 640 60 310 3830 215 0 40 5 50 10\n',
    );
    const second = figures(await probe.collect(running));
    await probe.close();

    expect(first['cpu.usage_active cpu-total']).toBeNaN();
    expect(first['kernel.context_switches']).toBe(998877);
    expect(second).toMatchObject({
      'cpu.usage_active cpu-total': 70,
      'cpu.usage_user cpu-total': 30,
      'cpu.usage_guest cpu-total': 10,
      'cpu.usage_system cpu-total': 10,
      'cpu.usage_idle cpu-total': 30,
      'cpu.usage_iowait cpu-total': 15,
      'cpu.usage_steal cpu-total': 5,
      'cpu.usage_active cpu0': 70,
    });
    expect(second).not.toHaveProperty('cpu.usage_active cpu1');
  });

  it('reads nothing instead of a spike when times went back', async () => {
    const probe = cpu.create(CpuConfig.parse({}), tree.options);
    await probe.collect(running);
    tree.write('proc/stat', 'cpu  10 1 5 80 3 0 0 0 0 0\n');
    const after = figures(await probe.collect(running));
    await probe.close();

    expect(after['cpu.usage_active cpu-total']).toBeNaN();
    expect(after['cpu.usage_idle cpu-total']).toBeNaN();
  });

  it('bears it when only the wait for disks steps back, as kernels do', async () => {
    const probe = cpu.create(CpuConfig.parse({}), tree.options);
    await probe.collect(running);
    tree.write('proc/stat', 'cpu  1010 100 500 8010 290 0 50 50 40 10\n');
    const after = figures(await probe.collect(running));
    await probe.close();

    expect(after['cpu.usage_active cpu-total']).toBe(50);
    expect(after['cpu.usage_iowait cpu-total']).toBe(0);
  });

  it('keeps its columns from one reading to the next', async () => {
    const probe = cpu.create(CpuConfig.parse({}), tree.options);
    const first = await probe.collect(running);
    const second = await probe.collect(running);
    await probe.close();

    expect(second.readings.every(({ column }, i) => column === first.readings[i]!.column)).toBe(true);
  });

  it('leaves the cores out when told to', async () => {
    const probe = cpu.create(CpuConfig.parse({ perCore: false }), tree.options);
    const names = Object.keys(figures(await probe.collect(running)));
    await probe.close();

    expect(names.some((name) => name.endsWith('cpu0'))).toBe(false);
  });

  it('rejects when there is nothing to read', async () => {
    tree.remove('proc/stat');
    const probe = cpu.create(CpuConfig.parse({}), tree.options);

    await expect(probe.collect(running)).rejects.toThrow('ENOENT');
    await probe.close();
  });

  it.runIf(process.platform === 'linux')('agrees with the operating system on this machine', async () => {
    const probe = cpu.create(CpuConfig.parse({}), realOptions);
    await probe.collect(running);
    await expect
      .poll(async () => figures(await probe.collect(running))['cpu.usage_active cpu-total'])
      .toBeGreaterThanOrEqual(0);
    const { readings } = await probe.collect(running);
    await probe.close();

    const cores = new Set(
      readings.map(({ column }) => column.labels.cpu).filter((name) => /^cpu\d+$/.test(name ?? '')),
    );
    expect(cores.size).toBe(cpus().length);
    for (const { column, value } of readings)
      if (column.unit === '%' && !Number.isNaN(value)) expect(value >= 0 && value <= 100).toBe(true);
  });
});

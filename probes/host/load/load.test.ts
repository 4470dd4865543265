import { cpus, loadavg } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figures, realOptions, running, type TestTree, testTree } from '../test-tree.ts';
import { load } from './load.ts';
import { parseCpuList } from './parse-cpu-list.ts';

describe('the probe for load', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
    tree.write('proc/loadavg', '3.00 1.50 0.75 2/345 6789\n');
  });
  afterEach(() => tree.end());

  async function read(): Promise<Record<string, number>> {
    const probe = load.create({}, tree.options);
    const measurements = await probe.collect(running);
    await probe.close();
    return figures(measurements);
  }

  it('tells the averages, the processors that are online, and the averages for each', async () => {
    tree.write('sys/devices/system/cpu/online', '0-1,3\n');

    expect(await read()).toEqual({
      'system.load1': 3,
      'system.load5': 1.5,
      'system.load15': 0.75,
      'system.n_cpus': 3,
      'system.load1_per_cpu': 1,
      'system.load5_per_cpu': 0.5,
      'system.load15_per_cpu': 0.25,
    });
  });

  it('asks Node for the processors where the kernel hides them', async () => {
    expect((await read())['system.n_cpus']).toBe(cpus().length);
  });

  it('counts lists of processors', () => {
    expect(['0', '0-7', '0-3,8,10-11', ''].map(parseCpuList)).toEqual([1, 8, 7, Number.NaN]);
  });

  it.runIf(process.platform === 'linux')('agrees with the operating system on this machine', async () => {
    const probe = load.create({}, realOptions);
    const real = figures(await probe.collect(running));
    await probe.close();

    expect(real['system.n_cpus']).toBe(cpus().length);
    expect(Math.abs(real['system.load15']! - loadavg()[2]!)).toBeLessThan(0.5);
  });
});

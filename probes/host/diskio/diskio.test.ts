import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figures, realOptions, running, type TestTree, testTree } from '../test-tree.ts';
import { DiskioConfig } from './config.ts';
import { diskio } from './diskio.ts';

const fixture = readFileSync(join(import.meta.dirname, 'fixtures', 'diskstats'), 'utf8');

describe('the probe for disk traffic', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
    tree.write('proc/diskstats', fixture);
    for (const name of ['loop0', 'sda', 'nvme0n1']) tree.write(`sys/block/${name}/size`, '1');
  });
  afterEach(() => tree.end());

  const namesOf = (read: Record<string, number>) =>
    new Set(Object.keys(read).map((key) => key.split(' ')[1]));

  it('tells what the kernel counts, sectors as bytes', async () => {
    const probe = diskio.create(DiskioConfig.parse({}), tree.options);
    const read = figures(await probe.collect(running));
    await probe.close();

    expect(read).toMatchObject({
      'diskio.reads sda': 1000,
      'diskio.merged_reads sda': 10,
      'diskio.read_bytes sda': 8000 * 512,
      'diskio.read_time sda': 500,
      'diskio.writes sda': 2000,
      'diskio.write_bytes sda': 16_000 * 512,
      'diskio.write_time sda': 1500,
      'diskio.iops_in_progress sda': 3,
      'diskio.io_time sda': 700,
      'diskio.weighted_io_time sda': 2000,
      'diskio.io_await sda': Number.NaN,
      'diskio.io_util sda': Number.NaN,
    });
    expect(namesOf(read)).toEqual(new Set(['sda', 'nvme0n1']));
  });

  it('computes the time of a request and the busy share from two readings', async () => {
    const probe = diskio.create(DiskioConfig.parse({}), tree.options);
    await probe.collect(running);
    tree.write('proc/diskstats', '   8       0 sda 1010 10 8000 560 2010 20 16000 1540 3 1200 2000\n');
    tree.nowMs += 1000;
    const read = figures(await probe.collect(running));

    expect(read['diskio.io_await sda']).toBe(5);
    expect(read['diskio.io_util sda']).toBe(50);
    expect(namesOf(read)).toEqual(new Set(['sda']));
    await probe.close();
  });

  it('computes nothing after a wrap, without requests, or when the clock stood still', async () => {
    const probe = diskio.create(DiskioConfig.parse({ devices: ['sda'] }), tree.options);
    await probe.collect(running);
    tree.write('proc/diskstats', '   8       0 sda 1010 10 8000 560 2010 20 16000 1540 3 5 2000\n');
    tree.nowMs += 1000;
    const wrapped = figures(await probe.collect(running));
    tree.nowMs += 1000;
    const idle = figures(await probe.collect(running));
    const still = figures(await probe.collect(running));
    await probe.close();

    expect([wrapped['diskio.io_util sda'], wrapped['diskio.io_await sda']]).toEqual([Number.NaN, 5]);
    expect([idle['diskio.io_util sda'], idle['diskio.io_await sda']]).toEqual([0, Number.NaN]);
    expect(still['diskio.io_util sda']).toBeNaN();
  });

  it('reads partitions and chosen devices when told to', async () => {
    const probe = diskio.create(DiskioConfig.parse({ partitions: true, devices: ['sd*'] }), tree.options);
    const read = figures(await probe.collect(running));
    await probe.close();

    expect(namesOf(read)).toEqual(new Set(['sda', 'sda1']));
  });

  it.runIf(existsSync('/proc/diskstats'))('reads this machine', async () => {
    const probe = diskio.create(DiskioConfig.parse({}), realOptions);
    const { readings } = await probe.collect(running);
    await probe.close();

    expect(readings.length % diskio.metrics.length).toBe(0);
    for (const { column, value } of readings)
      if (column.kind === 'counter') expect(value).toBeGreaterThanOrEqual(0);
  });
});

import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figures, running, type TestTree, testTree } from '../test-tree.ts';
import { SensorsConfig } from './config.ts';
import { sensors } from './sensors.ts';

describe('the probe for sensors', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
  });
  afterEach(() => tree.end());

  function chip(number: number, name: string, device: string, files: Record<string, string>): void {
    tree.write(`sys/devices/${device}/uevent`, '');
    tree.write(`sys/class/hwmon/hwmon${number}/name`, `${name}\n`);
    symlinkSync(
      join(tree.options.sysPath, 'devices', device),
      join(tree.options.sysPath, 'class', 'hwmon', `hwmon${number}`, 'device'),
    );
    for (const [file, content] of Object.entries(files))
      tree.write(`sys/class/hwmon/hwmon${number}/${file}`, content);
  }

  async function collect(config: object = {}) {
    const probe = sensors.create(SensorsConfig.parse(config), tree.options);
    const measurements = await probe.collect(running);
    await probe.close();
    return measurements;
  }

  it('names temperatures as Telegraf does and tells chips of one name apart by their device', async () => {
    chip(0, 'coretemp', 'coretemp.0', {
      temp1_input: '45000\n',
      temp1_label: 'Package id 0\n',
      temp2_input: '43500',
    });
    chip(1, 'nvme', 'nvme0', { temp1_input: '38850', temp1_label: 'Composite' });
    chip(2, 'nvme', 'nvme1', { temp1_input: '-5000', temp1_label: 'Composite', fan1_input: '1200' });

    expect(figures(await collect())).toEqual({
      'temp.temp coretemp_package_id_0 coretemp.0': 45,
      'temp.temp coretemp_temp2 coretemp.0': 43.5,
      'temp.temp nvme_composite nvme0': 38.85,
      'temp.temp nvme_composite nvme1': -5,
      'sensors.fan_input nvme-nvme1 fan1': 1200,
    });
  });

  it('looks one directory deeper, where CentOS 7 keeps them', async () => {
    chip(0, 'coretemp', 'coretemp.0', {});
    tree.write('sys/devices/coretemp.0/name', 'coretemp\n');
    tree.write('sys/devices/coretemp.0/temp1_input', '50000\n');

    expect(figures(await collect())).toEqual({ 'temp.temp coretemp_temp1 coretemp.0': 50 });
  });

  it('takes thermal zones only where no chip has a temperature', async () => {
    tree.write('sys/class/thermal/thermal_zone0/type', 'x86_pkg_temp\n');
    tree.write('sys/class/thermal/thermal_zone0/temp', '61000\n');
    const zones = figures(await collect());
    chip(0, 'coretemp', 'coretemp.0', { temp1_input: '45000' });

    expect(zones).toEqual({ 'temp.temp x86_pkg_temp thermal_zone0': 61 });
    expect(Object.keys(figures(await collect()))).toEqual(['temp.temp coretemp_temp1 coretemp.0']);
  });

  it('names a sensor that cannot be read and keeps its series', async () => {
    chip(0, 'coretemp', 'coretemp.0', { temp1_input: '45000' });
    mkdirSync(join(tree.options.sysPath, 'class', 'hwmon', 'hwmon0', 'temp2_input'));
    const measurements = await collect();

    expect(figures(measurements)['temp.temp coretemp_temp2 coretemp.0']).toBeNaN();
    expect(measurements.skipped?.[0]?.why).toContain('EISDIR');
  });

  it('says that there is nothing, and leaves out what it shall', async () => {
    expect(await collect()).toMatchObject({ readings: [], skipped: [{ what: 'sensors' }] });
    chip(0, 'coretemp', 'coretemp.0', { temp1_input: '45000' });
    expect((await collect({ excludeChips: ['core*'] })).readings).toEqual([]);
  });
});

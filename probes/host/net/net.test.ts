import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figures, realOptions, running, type TestTree, testTree } from '../test-tree.ts';
import { NetConfig } from './config.ts';
import { parseOperstate, parseSpeed } from './link.ts';
import { net } from './net.ts';

const fixture = readFileSync(join(import.meta.dirname, 'fixtures', 'dev'), 'utf8');

describe('the probe for network interfaces', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
    tree.write('proc/net/dev', fixture);
    tree.write('sys/class/net/eth0/operstate', 'up\n');
    tree.write('sys/class/net/eth0/speed', '1000\n');
    tree.write('sys/class/net/bond0/operstate', 'down\n');
    tree.write('sys/class/net/bond0/speed', '-1\n');
  });
  afterEach(() => tree.end());

  it('tells traffic, errors, drops, state and speed', async () => {
    const probe = net.create(NetConfig.parse({}), tree.options);
    const read = figures(await probe.collect(running));
    await probe.close();

    expect(read).toMatchObject({
      'net.bytes_recv eth0': 476_953_331,
      'net.packets_recv eth0': 11_804,
      'net.err_in eth0': 1,
      'net.drop_in eth0': 2,
      'net.bytes_sent eth0': 780_593,
      'net.packets_sent eth0': 7456,
      'net.err_out eth0': 3,
      'net.drop_out eth0': 4,
      'net.link_up eth0': 1,
      'net.speed eth0': 1000,
      'net.link_up bond0': 0,
    });
    expect(read).not.toHaveProperty('net.speed bond0');
    expect(Object.keys(read).some((name) => /lo$|veth/.test(name))).toBe(false);
  });

  it('reads only the interfaces that it shall', async () => {
    const probe = net.create(
      NetConfig.parse({ interfaces: ['lo', 'eth*'], excludeInterfaces: [] }),
      tree.options,
    );
    const read = figures(await probe.collect(running));
    await probe.close();

    expect(new Set(Object.keys(read).map((name) => name.split(' ')[1]))).toEqual(new Set(['lo', 'eth0']));
  });

  it('begins to send the speed when there is one, and keeps the series when it is lost', async () => {
    const probe = net.create(NetConfig.parse({ interfaces: ['bond0'] }), tree.options);
    await probe.collect(running);
    tree.write('sys/class/net/bond0/speed', '20000\n');
    const early = figures(await probe.collect(running));
    tree.nowMs += 61_000;
    const later = figures(await probe.collect(running));
    tree.write('sys/class/net/bond0/speed', '-1\n');
    tree.nowMs += 61_000;
    const lost = figures(await probe.collect(running));
    await probe.close();

    expect(early).not.toHaveProperty('net.speed bond0');
    expect(later['net.speed bond0']).toBe(20_000);
    expect(lost['net.speed bond0']).toBeNaN();
  });

  it('forgets an interface that is gone', async () => {
    const probe = net.create(NetConfig.parse({}), tree.options);
    await probe.collect(running);
    tree.write('proc/net/dev', fixture.replace(/ bond0.*\n/, ''));
    const { readings } = await probe.collect(running);
    await probe.close();

    expect(new Set(readings.map(({ column }) => column.labels.interface))).toEqual(new Set(['eth0']));
  });

  it('takes what has no cable as up and what is hidden as not known', () => {
    expect(['up\n', 'unknown', 'down', 'dormant', ''].map(parseOperstate)).toEqual([1, 1, 0, 0, Number.NaN]);
    expect(['10000\n', '-1', ''].map(parseSpeed)).toEqual([10_000, Number.NaN, Number.NaN]);
  });

  it.runIf(process.platform === 'linux')('sees the interfaces of this machine', async () => {
    const probe = net.create(NetConfig.parse({ excludeInterfaces: [] }), realOptions);
    const { readings } = await probe.collect(running);
    await probe.close();

    const seen = new Set(readings.map(({ column }) => column.labels.interface));
    for (const name of Object.keys(networkInterfaces())) expect(seen).toContain(name);
  });
});

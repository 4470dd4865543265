import { uptime as uptimeOfNode } from 'node:os';
import { expect, it } from 'vitest';
import { figures, realOptions, running, testTree } from '../test-tree.ts';
import { uptime } from './uptime.ts';

it('tells whole seconds since the start', async () => {
  const tree = testTree();
  tree.write('proc/uptime', '12345.67 54321.00\n');
  const probe = uptime.create({}, tree.options);

  expect(figures(await probe.collect(running))).toEqual({ 'system.uptime': 12345 });
  await probe.close();
  tree.end();
});

it.runIf(process.platform === 'linux')('agrees with the operating system on this machine', async () => {
  const probe = uptime.create({}, realOptions);
  const real = figures(await probe.collect(running))['system.uptime']!;
  await probe.close();

  expect(Math.abs(real - uptimeOfNode())).toBeLessThan(30);
});

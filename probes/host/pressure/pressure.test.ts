import { afterEach, beforeEach, expect, it } from 'vitest';
import { figures, running, type TestTree, testTree } from '../test-tree.ts';
import { pressure } from './pressure.ts';

let tree: TestTree;
beforeEach(() => {
  tree = testTree();
});
afterEach(() => tree.end());

const some = 'some avg10=1.50 avg60=0.25 avg300=0.05 total=123456\n';
const full = 'full avg10=0.50 avg60=0.10 avg300=0.01 total=9999\n';

it('tells the stalls of each resource, all tasks stalled for memory and disks only', async () => {
  for (const name of ['cpu', 'memory', 'io']) tree.write(`proc/pressure/${name}`, some + full);
  const probe = pressure.create({}, tree.options);
  const read = figures(await probe.collect(running));
  await probe.close();

  expect(Object.keys(read)).toHaveLength(20);
  expect(read).toMatchObject({
    'pressure.avg10 cpu some': 1.5,
    'pressure.avg60 memory some': 0.25,
    'pressure.avg300 io full': 0.01,
    'pressure.total io full': 9999,
  });
  expect(read).not.toHaveProperty('pressure.avg10 cpu full');
});

it('names what an old kernel does not measure and reads the rest', async () => {
  tree.write('proc/pressure/io', some);
  const probe = pressure.create({}, tree.options);
  const { readings, skipped } = await probe.collect(running);
  await probe.close();

  expect(readings).toHaveLength(4);
  expect(skipped?.map(({ what }) => what)).toEqual(['cpu', 'memory']);
  expect(skipped?.[0]?.why).toContain('4.20');
});

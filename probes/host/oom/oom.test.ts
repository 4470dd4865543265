import { afterEach, beforeEach, expect, it } from 'vitest';
import { figures, running, type TestTree, testTree } from '../test-tree.ts';
import { oom } from './oom.ts';

let tree: TestTree;
beforeEach(() => {
  tree = testTree();
});
afterEach(() => tree.end());

it('tells how many processes the kernel killed', async () => {
  tree.write('proc/vmstat', 'pgfault 9\nnot_oom_kill 7\noom_kill 3\nnuma_hit 1\n');
  const probe = oom.create({}, tree.options);

  expect(figures(await probe.collect(running))).toEqual({ 'kernel_vmstat.oom_kill': 3 });
  await probe.close();
});

it('says that an old kernel does not count it', async () => {
  tree.write('proc/vmstat', 'pgfault 9\n');
  const probe = oom.create({}, tree.options);
  const { readings, skipped } = await probe.collect(running);
  await probe.close();

  expect(readings).toEqual([]);
  expect(skipped).toEqual([{ what: 'oom_kill', why: 'this kernel does not count it (4.13 does)' }]);
});

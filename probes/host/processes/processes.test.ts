import { afterEach, beforeEach, expect, it } from 'vitest';
import { figures, realOptions, running, type TestTree, testTree } from '../test-tree.ts';
import { processes } from './processes.ts';

let tree: TestTree;
beforeEach(() => {
  tree = testTree();
  tree.write('proc/loadavg', '0.10 0.20 0.30 4/321 999\n');
});
afterEach(() => tree.end());

function add(pid: number, state: string): void {
  tree.write(`proc/${pid}/stat`, `${pid} (x) ${state} 1 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 10 1000 5 0\n`);
}

it('tells fresh figures of threads and counts the states of processes about once a minute', async () => {
  for (const [i, state] of ['S', 'S', 'Z', 'D', 'T', 't', 'I', 'R'].entries()) add(10 + i, state);
  const probe = processes.create({}, tree.options);
  const first = figures(await probe.collect(running));
  add(50, 'Z');
  tree.write('proc/loadavg', '0.10 0.20 0.30 1/322 999\n');
  tree.nowMs += 30_000;
  const soon = figures(await probe.collect(running));
  tree.nowMs += 40_000;
  const later = figures(await probe.collect(running));
  await probe.close();

  expect(first).toEqual({
    'processes.running': 4,
    'processes.total_threads': 321,
    'processes.total': 8,
    'processes.sleeping': 2,
    'processes.idle': 1,
    'processes.blocked': 1,
    'processes.stopped': 2,
    'processes.zombies': 1,
  });
  expect([soon['processes.zombies'], soon['processes.running']]).toEqual([1, 1]);
  expect(later['processes.zombies']).toBe(2);
});

it.runIf(process.platform === 'linux')('reads this machine', async () => {
  const probe = processes.create({}, realOptions);
  const real = figures(await probe.collect(running));
  await probe.close();

  expect(real['processes.running']).toBeGreaterThanOrEqual(1);
  expect(real['processes.total']).toBeGreaterThan(1);
  expect(real['processes.total_threads']).toBeGreaterThan(real['processes.total']! / 2);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { parsePageBytes } from '../page-size.ts';
import { figures, running, type TestTree, testTree } from '../test-tree.ts';
import { swap } from './swap.ts';

let tree: TestTree;
beforeEach(() => {
  tree = testTree();
});
afterEach(() => tree.end());

async function read(meminfo: string): Promise<Record<string, number>> {
  tree.write('proc/meminfo', meminfo);
  tree.write('proc/vmstat', 'nr_free_pages 1\npswpin 10\npswpout 20\npgalloc 3\n');
  const probe = swap.create({}, tree.options);
  const measurements = await probe.collect(running);
  await probe.close();
  return figures(measurements);
}

it('tells how much swap is used and what went in and out, in bytes', async () => {
  expect(await read('SwapTotal: 1000 kB\nSwapFree: 750 kB\n')).toEqual({
    'swap.total': 1_024_000,
    'swap.free': 768_000,
    'swap.used': 256_000,
    'swap.used_percent': 25,
    'swap.in': 40_960,
    'swap.out': 81_920,
  });
});

it('takes no swap at all as none used', async () => {
  expect((await read('SwapTotal: 0 kB\nSwapFree: 0 kB\n'))['swap.used_percent']).toBe(0);
});

it('counts in the pages of this kernel', async () => {
  const auxv = Buffer.alloc(48);
  auxv.writeBigUInt64LE(33n, 0);
  auxv.writeBigUInt64LE(6n, 16);
  auxv.writeBigUInt64LE(65_536n, 24);
  tree.write('proc/self/auxv', auxv);

  expect((await read('SwapTotal: 0 kB\nSwapFree: 0 kB\n'))['swap.in']).toBe(655_360);
  expect(parsePageBytes(Buffer.alloc(0))).toBe(4096);
});

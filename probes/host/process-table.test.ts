import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePidStat } from './parse-pid-stat.ts';
import { processTable } from './process-table.ts';
import { type TestTree, testTree } from './test-tree.ts';

const line =
  '42 (my (odd) name) S 7 42 42 0 -1 4194560 1 2 3 4 150 50 6 7 20 0 9 0 12345 4096000 250 18446744073709551615 1\n';

describe('parsing /proc/<pid>/stat', () => {
  it('reads the figures behind a name with blanks and brackets', () => {
    expect(parsePidStat(Buffer.from(line))).toEqual({
      pid: 42,
      name: 'my (odd) name',
      state: 'S',
      parent: 7,
      cpuTicks: 200,
      threads: 9,
      startTicks: 12_345,
      virtualBytes: 4_096_000,
      residentPages: 250,
    });
  });

  it('reads only the bytes that it shall', () => {
    const longer = Buffer.concat([Buffer.from(line), Buffer.from('leftovers of a longer one (x) Z 1')]);

    expect(parsePidStat(longer, line.length)?.name).toBe('my (odd) name');
  });

  it('answers nothing for what is not of its form', () => {
    for (const text of ['', '42', '42 (open', ') (', '42 (x)'])
      expect(parsePidStat(Buffer.from(text))).toBeUndefined();
  });
});

describe('the table of processes', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
    tree.write('proc/42/stat', line);
    tree.write('proc/self/stat', line);
    tree.write('proc/43/other', 'a process that ended before it was read');
  });
  afterEach(() => tree.end());

  it('lists what is there and passes over what has ended', () => {
    const table = processTable(tree.options.procPath);

    expect(table.scan(1000, 0).processes.map(({ pid }) => pid)).toEqual([42]);
    expect(table.read(43)).toBeUndefined();
  });

  it('is one for all, and looks again only when its last look is too old', () => {
    const first = processTable(tree.options.procPath).scan(1000, 0);

    expect(processTable(tree.options.procPath).scan(6000, 5000)).toBe(first);
    expect(processTable(tree.options.procPath).scan(6001, 5000)).not.toBe(first);
    // A clock that was set back does not make a look last for ever.
    expect(processTable(tree.options.procPath).scan(500, 5000).atMs).toBe(500);
  });

  it.runIf(process.platform === 'linux')('finds this process and no fewer than there are', () => {
    const { processes } = processTable('/proc').scan(Date.now(), 0);

    expect(processes.find(({ pid }) => pid === process.pid)?.parent).toBe(process.ppid);
    const listed = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
    expect(Math.abs(processes.length - listed)).toBeLessThan(50);
  });
});

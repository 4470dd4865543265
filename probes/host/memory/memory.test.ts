import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figures, realOptions, running, type TestTree, testTree } from '../test-tree.ts';
import { memory } from './memory.ts';

const fixture = readFileSync(join(import.meta.dirname, 'fixtures', 'meminfo'), 'utf8');

describe('the probe for memory', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
  });
  afterEach(() => tree.end());

  async function read(meminfo: string): Promise<Record<string, number>> {
    tree.write('proc/meminfo', meminfo);
    const probe = memory.create({}, tree.options);
    const measurements = await probe.collect(running);
    await probe.close();
    return figures(measurements);
  }

  it('takes what is not available as used', async () => {
    expect(await read(fixture)).toMatchObject({
      'mem.total': 1_024_000_000,
      'mem.available': 614_400_000,
      'mem.used': 409_600_000,
      'mem.used_percent': 40,
      'mem.available_percent': 60,
      'mem.cached': 340_000 * 1024,
      'mem.buffered': 50_000 * 1024,
      'mem.dirty': 65_536,
      'mem.write_back': 4096,
      'mem.active': 250_000 * 1024,
      'mem.page_tables': 5000 * 1024,
      'mem.huge_pages_total': 8,
      'mem.huge_page_size': 2_097_152,
    });
  });

  it('estimates what is available on a kernel that does not, and takes as used what free shows', async () => {
    const old = await read(fixture.replace(/MemAvailable.*\n/, ''));

    expect(old['mem.available']).toBe((200_000 + 140_000 + 150_000 + 40_000) * 1024);
    expect(old['mem.used']).toBe((1_000_000 - 200_000 - 50_000 - 340_000) * 1024);
  });

  it('marks what a kernel lacks as not read', async () => {
    expect((await read(fixture.replace(/Committed_AS.*\n/, '')))['mem.committed_as']).toBeNaN();
  });

  it('rejects a file of another kind', async () => {
    await expect(read('hello\n')).rejects.toThrow('MemTotal');
  });

  it.runIf(process.platform === 'linux')('agrees with the operating system on this machine', async () => {
    const probe = memory.create({}, realOptions);
    const real = figures(await probe.collect(running));
    await probe.close();

    expect(real['mem.total']).toBe(totalmem());
    expect(real['mem.used_percent']).toBeGreaterThan(0);
    expect(real['mem.used_percent']).toBeLessThan(100);
  });
});

import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figures, realOptions, running, type TestTree, testTree } from '../test-tree.ts';
import { askDf } from './ask-df.ts';
import { dfAsker } from './ask-mounts.ts';
import { DiskConfig } from './config.ts';
import { createDisk, disk } from './disk.ts';
import { parseDf } from './parse-df.ts';
import { parseMountinfo } from './parse-mountinfo.ts';
import { selectMounts } from './select-mounts.ts';

const mountinfo = readFileSync(join(import.meta.dirname, 'fixtures', 'mountinfo'), 'utf8');
const space = { bsize: 4096, blocks: 1000, bfree: 400, bavail: 350, files: 100, ffree: 75 };

describe('choosing the mounts', () => {
  const chosen = (config: object) =>
    selectMounts(parseMountinfo(mountinfo), DiskConfig.parse(config)).map(({ path }) => path);

  it('takes each real file system once, whole before part, short path before long', () => {
    expect(chosen({})).toEqual(['/', '/bind', '/d', '/mnt/auto', '/tank/data']);
  });

  it('takes network mounts only when told to', () => {
    expect(chosen({ network: true })).toEqual([
      '/',
      '/bind',
      '/d',
      '/mnt/auto',
      '/mnt/nfs',
      '/mnt/ssh',
      '/tank/data',
    ]);
  });

  it('takes what is named, whatever it is, and not a second mount of it', () => {
    expect(chosen({ mounts: ['/dev/shm', '/data two', '/mnt/nfs'] })).toEqual([
      '/',
      '/bind',
      '/data two',
      '/dev/shm',
      '/mnt/auto',
      '/mnt/nfs',
      '/tank/data',
    ]);
  });

  it('leaves out paths and types', () => {
    expect(chosen({ excludeMounts: ['/mnt/*', '/d'], excludeTypes: ['zfs'] })).toEqual([
      '/',
      '/bind',
      '/data two',
    ]);
  });

  it('sees that a file system or its mount is read-only', () => {
    const mounts = parseMountinfo(mountinfo);

    expect(mounts.filter(({ readOnly }) => readOnly).map(({ path }) => path)).toEqual(['/d', '/snap/core/1']);
  });
});

describe('the probe for file systems', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
    tree.write('proc/self/mountinfo', mountinfo);
  });
  afterEach(() => tree.end());

  it('tells space and inodes as df does', async () => {
    const probe = createDisk(DiskConfig.parse({}), tree.options, async () => space);
    const read = figures(await probe.collect(running));
    await probe.close();

    expect(read).toMatchObject({
      'disk.total / sda1 ext4 rw': 4_096_000,
      'disk.free / sda1 ext4 rw': 350 * 4096,
      'disk.used / sda1 ext4 rw': 600 * 4096,
      'disk.used_percent / sda1 ext4 rw': (100 * 600) / 950,
      'disk.inodes_used_percent / sda1 ext4 rw': 25,
      'disk.total /d sdb1 xfs ro': 4_096_000,
      'disk.total /tank/data tank/data zfs rw': 4_096_000,
    });
  });

  it('leaves inodes out where there is no fixed number of them, and what has no blocks at all', async () => {
    const ask = async (path: string) => ({ ...space, files: 0, blocks: path === '/d' ? 0 : 1000 });
    const probe = createDisk(DiskConfig.parse({}), tree.options, ask);
    const names = Object.keys(figures(await probe.collect(running)));
    await probe.close();

    expect(names).toContain('disk.total / sda1 ext4 rw');
    expect(names.filter((name) => name.includes('inodes') || name.includes(' /d '))).toEqual([]);
  });

  it('names a mount that cannot be read and reads the others', async () => {
    const ask = async (path: string) => {
      if (path === '/d') throw new Error('EIO: i/o error, statfs');
      return space;
    };
    const probe = createDisk(DiskConfig.parse({}), tree.options, ask);
    const measurements = await probe.collect(running);
    await probe.close();

    expect(measurements.skipped).toEqual([{ what: '/d', why: 'EIO: i/o error, statfs' }]);
    expect(figures(measurements)).toHaveProperty('disk.total /bind sda3 ext4 rw');
  });

  it('asks a mount that hangs only once until it answers, and goes on with the others', async () => {
    let answer: (value: typeof space) => void = () => {};
    let asked = 0;
    const ask = (path: string) => {
      if (path !== '/bind') return Promise.resolve(space);
      asked++;
      return new Promise<typeof space>((resolve) => {
        answer = resolve;
      });
    };
    const probe = createDisk(DiskConfig.parse({ statTimeoutMs: 100 }), tree.options, ask);

    const first = await probe.collect(running);
    const second = await probe.collect(running);
    expect([first.skipped, second.skipped]).toEqual([
      [{ what: '/bind', why: 'no answer within 100 ms' }],
      [{ what: '/bind', why: 'still has not answered an earlier question' }],
    ]);
    expect(asked).toBe(1);
    expect(figures(second)).toHaveProperty('disk.total /d sdb1 xfs ro');

    answer(space);
    await new Promise(setImmediate);
    const third = probe.collect(running);
    await new Promise(setImmediate);
    answer(space);
    expect((await third).skipped).toEqual([]);
    await probe.close();
  });

  it('asks no further mount while two hang, so that the threads stay free', async () => {
    const answers: ((value: typeof space) => void)[] = [];
    const ask = () => new Promise<typeof space>((resolve) => answers.push(resolve));
    const probe = createDisk(DiskConfig.parse({ statTimeoutMs: 100 }), tree.options, ask);
    const { skipped } = await probe.collect(running);

    expect(answers).toHaveLength(2);
    expect(skipped?.map(({ why }) => why)).toEqual([
      'no answer within 100 ms',
      'no answer within 100 ms',
      ...Array(3).fill('not asked while 2 others do not answer'),
    ]);
    for (const answer of answers) answer(space);
    await probe.close();
  });

  it('sees a new mount and keeps the columns of the old ones', async () => {
    const probe = createDisk(DiskConfig.parse({}), tree.options, async () => space);
    const before = await probe.collect(running);
    tree.write('proc/self/mountinfo', `${mountinfo}40 22 9:1 / /zzz rw - ext4 /dev/md1 rw\n`);
    const after = await probe.collect(running);
    await probe.close();

    expect(after.readings.length).toBe(before.readings.length + 8);
    for (const [i, { column }] of before.readings.entries()) expect(after.readings[i]!.column).toBe(column);
  });

  it('stops when the collection is stopped', async () => {
    const probe = createDisk(DiskConfig.parse({}), tree.options, async () => space);
    const { readings, skipped } = await probe.collect(AbortSignal.abort());
    await probe.close();

    expect(readings).toEqual([]);
    expect(skipped).toHaveLength(5);
  });

  it.runIf(process.platform === 'linux')('agrees with the kernel on this machine', async () => {
    const [first] = selectMounts(
      parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8')),
      DiskConfig.parse({}),
    );
    const path = first?.path ?? '/';
    const probe = disk.create(DiskConfig.parse({ mounts: [path] }), realOptions);
    const { readings } = await probe.collect(running);
    await probe.close();

    const total = readings.find(
      ({ column }) => column.metric === 'disk.total' && column.labels.path === path,
    );
    const kernel = statfsSync(path);
    expect(total?.value).toBe(kernel.blocks * kernel.bsize);
  });
});

describe('df, where Node has no statfs', () => {
  it('is started once a minute, and when there are other mounts', async () => {
    const asked: string[] = [];
    const ask = dfAsker(1_000, async (paths) => {
      asked.push(paths.join(' '));
      return new Map(paths.map((path) => [path, { value: space }]));
    });
    for (const [paths, nowMs] of [
      [['/'], 0],
      [['/'], 50_000],
      [['/'], 60_000],
      [['/', '/d'], 61_000],
      [['/', '/d'], 62_000],
    ] as const)
      expect((await ask(paths, running, nowMs)).size).toBe(paths.length);

    expect(asked).toEqual(['/', '/', '/ /d']);
  });

  it('is read by mount point, blanks in device names and missing figures included', () => {
    const text = [
      'Filesystem     1024-blocks      Used Available Capacity Mounted on',
      '/dev/sda1         51474912  20000000  28837440      42% /',
      'my device name           -         -         -        - /mnt/with blank',
    ].join('\n');

    expect([...parseDf(text)]).toEqual([
      ['/', { total: 51474912, used: 20000000, free: 28837440 }],
      ['/mnt/with blank', { total: 0, used: 0, free: 0 }],
    ]);
  });

  it.runIf(process.platform === 'linux')(
    'gives the same sizes as statfs, and names what it cannot read',
    async () => {
      const answers = await askDf(['/', '/no/such/mount'], 5_000);
      const root = answers.get('/');
      const kernel = statfsSync('/');

      expect(root).toMatchObject({ value: { bsize: 1024, files: kernel.files } });
      expect(root !== undefined && 'value' in root && root.value.blocks * 1024).toBe(
        kernel.blocks * kernel.bsize,
      );
      expect(answers.get('/no/such/mount')).toEqual({ why: 'df did not answer for it' });
    },
  );
});

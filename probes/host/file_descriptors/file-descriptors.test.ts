import { expect, it } from 'vitest';
import { figures, realOptions, running, testTree } from '../test-tree.ts';
import { fileDescriptors } from './file-descriptors.ts';

it('tells the open files, their limit and the share', async () => {
  const tree = testTree();
  tree.write('proc/sys/fs/file-nr', '2560\t0\t10240\n');
  const probe = fileDescriptors.create({}, tree.options);

  expect(figures(await probe.collect(running))).toEqual({
    'linux_sysctl_fs.file_nr': 2560,
    'linux_sysctl_fs.file_max': 10_240,
    'linux_sysctl_fs.file_used_percent': 25,
  });
  await probe.close();
  tree.end();
});

it.runIf(process.platform === 'linux')('reads this machine', async () => {
  const probe = fileDescriptors.create({}, realOptions);
  const real = figures(await probe.collect(running));
  await probe.close();

  expect(real['linux_sysctl_fs.file_nr']).toBeGreaterThan(0);
  expect(real['linux_sysctl_fs.file_max']).toBeGreaterThan(real['linux_sysctl_fs.file_nr']!);
});

import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figures, realOptions, running, type TestTree, testTree } from '../test-tree.ts';
import { WatchedProcessesConfig } from './config.ts';
import { watchedProcesses } from './watched-processes.ts';

const config = WatchedProcessesConfig.parse({
  processes: [
    { name: 'web', exe: 'nginx' },
    { name: 'tomcat', pattern: 'catalina\\.startup' },
  ],
});

describe('the probe for watched processes', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
  });
  afterEach(() => tree.end());

  function write(pid: number, name: string, command: string[], ticks: number, startTicks = 10): void {
    const rest = `S 1 1 1 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 2 0 ${startTicks} 1000 10 0`;
    tree.write(`proc/${pid}/stat`, `${pid} (${name}) ${rest}\n`);
    tree.write(`proc/${pid}/cmdline`, command.map((word) => `${word}\0`).join(''));
  }

  it('adds up what the processes of a name use', async () => {
    write(5, 'nginx', ['nginx: master process /usr/sbin/nginx'], 100);
    write(6, 'nginx', ['nginx: worker process'], 200);
    write(7, 'java', ['/usr/bin/java', 'org.apache.catalina.startup.Bootstrap'], 0);
    write(8, 'other', ['nginx-exporter'], 0);
    const probe = watchedProcesses.create(config, tree.options);
    const first = figures(await probe.collect(running));
    write(5, 'nginx', ['x'], 150);
    write(6, 'nginx', ['x'], 250);
    tree.nowMs += 10_000;
    const second = figures(await probe.collect(running));
    await probe.close();

    expect(first).toMatchObject({
      'procstat_lookup.pid_count web': 2,
      'procstat_lookup.running web': 2,
      'procstat_lookup.running tomcat': 1,
      'procstat.cpu_usage web': Number.NaN,
      'procstat.memory_rss web': 2 * 10 * 4096,
      'procstat.memory_vms web': 2000,
      'procstat.num_threads web': 4,
    });
    expect(second['procstat.cpu_usage web']).toBe(10);
  });

  it('says that none runs, with the same columns', async () => {
    write(5, 'nginx', ['nginx'], 100);
    const probe = watchedProcesses.create(config, tree.options);
    const first = await probe.collect(running);
    tree.remove('proc/5');
    tree.nowMs += 10_000;
    const second = await probe.collect(running);
    await probe.close();

    expect(figures(second)).toMatchObject({
      'procstat_lookup.running web': 0,
      'procstat.memory_rss web': Number.NaN,
    });
    expect(second.readings.map(({ column }) => column)).toEqual(first.readings.map(({ column }) => column));
  });

  it('makes no spike of a process that took the place of another', async () => {
    write(5, 'nginx', ['nginx'], 100);
    const probe = watchedProcesses.create(config, tree.options);
    await probe.collect(running);
    write(5, 'nginx', ['nginx'], 90_000, 777);
    tree.nowMs += 10_000;

    expect(figures(await probe.collect(running))['procstat.cpu_usage web']).toBe(0);
    await probe.close();
  });

  it('finds a process that became what it is only after it was first seen', async () => {
    write(5, 'sh', ['sh'], 0);
    const probe = watchedProcesses.create(config, tree.options);
    await probe.collect(running);
    write(5, 'nginx', ['nginx'], 0);
    tree.nowMs += 61_000;

    expect(figures(await probe.collect(running))['procstat_lookup.running web']).toBe(1);
    await probe.close();
  });

  it('does nothing when nothing is watched', async () => {
    const probe = watchedProcesses.create(WatchedProcessesConfig.parse({}), tree.options);

    expect((await probe.collect(running)).readings).toEqual([]);
    await probe.close();
  });

  it.runIf(process.platform === 'linux')('sees a real process come and go', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'ward-watched-test']);
    const watch = WatchedProcessesConfig.parse({
      processes: [{ name: 'mine', pattern: 'ward-watched-test$' }],
    });
    const probe = watchedProcesses.create(watch, realOptions);
    await new Promise((resolve) => child.once('spawn', resolve));
    const there = figures(await probe.collect(running));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const gone = figures(await probe.collect(running));
    await probe.close();

    expect(there['procstat_lookup.running mine']).toBe(1);
    expect(there['procstat.memory_rss mine']).toBeGreaterThan(0);
    expect(gone['procstat_lookup.running mine']).toBe(0);
  });
});

describe('the configuration of watched processes', () => {
  it.each([
    [{ processes: [{ name: 'x' }] }, 'give either exe or pattern'],
    [{ processes: [{ name: 'x', exe: 'a', pattern: 'b' }] }, 'give either exe or pattern'],
    [{ processes: [{ name: 'x', pattern: '(' }] }, 'not a regular expression'],
    [
      {
        processes: [
          { name: 'x', exe: 'a' },
          { name: 'x', exe: 'b' },
        ],
      },
      'two have the same name',
    ],
  ])('refuses %j: %s', (input, message) => {
    expect(WatchedProcessesConfig.safeParse(input).error?.issues[0]?.message).toBe(message);
  });
});

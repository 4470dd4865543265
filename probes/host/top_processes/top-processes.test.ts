import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realOptions, running, type TestTree, testTree } from '../test-tree.ts';
import { TopProcessesConfig } from './config.ts';
import { maskArguments } from './mask-arguments.ts';
import { type TopProcesses, topProcesses } from './top-processes.ts';

describe('the list of top processes', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
    tree.write('proc/uptime', '1000.00 0\n');
  });
  afterEach(() => tree.end());

  function write(pid: number, name: string, ticks: number, startTicks: number, pages: number): void {
    tree.write(
      `proc/${pid}/stat`,
      `${pid} (${name}) S 1 1 1 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 3 0 ${startTicks} 1000 ${pages} 0\n`,
    );
    tree.write(`proc/${pid}/cmdline`, `/usr/bin/${name}\0--password\0hunter2\0`);
  }

  const dataOf = async (probe: ReturnType<typeof topProcesses.create>) =>
    (await probe.collect(running)).facts?.[0]?.data as TopProcesses;

  it('ranks by the time since the last look, and by the whole life at the first', async () => {
    write(10, 'old', 50_000, 0, 100);
    write(11, 'busy', 1000, 90_000, 300);
    write(12, 'idle', 0, 0, 0);
    const probe = topProcesses.create(TopProcessesConfig.parse({}), tree.options);
    const first = await dataOf(probe);

    tree.nowMs += 60_000;
    tree.write('proc/uptime', '1060.00 0\n');
    write(10, 'old', 50_060, 0, 100);
    write(11, 'busy', 7000, 90_000, 300);
    write(13, 'fresh', 300, 105_700, 5);
    const second = await dataOf(probe);
    await probe.close();

    expect(first).toMatchObject({ windowMs: 0, processes: 3 });
    expect(first.byCpu.map(({ name, cpuPercent }) => [name, cpuPercent])).toEqual([
      ['old', 50],
      ['busy', 10],
    ]);
    expect(first.byMemory.map(({ name }) => name)).toEqual(['busy', 'old']);
    expect(second.windowMs).toBe(60_000);
    expect(second.byCpu.map(({ name, cpuPercent }) => [name, cpuPercent])).toEqual([
      ['busy', 100],
      ['fresh', 100],
      ['old', 1],
    ]);
    expect(second.byCpu[0]).toMatchObject({
      pid: 11,
      threads: 3,
      state: 'S',
      memoryBytes: 300 * 4096,
      startedAtMs: tree.nowMs - 1_060_000 + 900_000,
      command: '/usr/bin/busy --password ***',
    });
  });

  it('calls a program of Node by its file, since Node calls all of them alike', async () => {
    write(10, 'MainThread', 500, 0, 1);
    tree.write('proc/10/cmdline', '/opt/node/bin/node\0server.js\0');
    const probe = topProcesses.create(TopProcessesConfig.parse({}), tree.options);

    const { byCpu } = await dataOf(probe);
    await probe.close();

    expect(byCpu).toMatchObject([{ name: 'node', command: '/opt/node/bin/node server.js' }]);
  });

  it('takes a number that was given anew as another process', async () => {
    write(10, 'first', 50_000, 0, 1);
    const probe = topProcesses.create(TopProcessesConfig.parse({}), tree.options);
    await dataOf(probe);
    tree.nowMs += 60_000;
    tree.write('proc/uptime', '1060.00 0\n');
    write(10, 'second', 100, 104_000, 1);

    expect((await dataOf(probe)).byCpu).toMatchObject([{ name: 'second', cpuPercent: 5 }]);
    await probe.close();
  });

  it('is as long as told and shows what it may of the command', async () => {
    for (let pid = 20; pid < 30; pid++) write(pid, `p${pid}`, pid, 0, pid);
    const of = (config: object) => topProcesses.create(TopProcessesConfig.parse(config), tree.options);
    const none = await dataOf(of({ count: 2, arguments: 'none' }));
    const full = await dataOf(of({ count: 2, arguments: 'full' }));

    expect(none.byCpu.map(({ command }) => command)).toEqual(['/usr/bin/p29', '/usr/bin/p28']);
    expect(full.byMemory[0]?.command).toBe('/usr/bin/p29 --password hunter2');
  });

  it.runIf(process.platform === 'linux')('finds processes of this machine', async () => {
    const data = await dataOf(topProcesses.create(TopProcessesConfig.parse({ count: 50 }), realOptions));

    expect(data.byMemory.length).toBeGreaterThan(0);
    expect(data.byMemory.every(({ user, memoryBytes }) => user !== '' || memoryBytes > 0)).toBe(true);
  });
});

describe('hiding secrets in command lines', () => {
  it.each([
    ['app --password s3cret --port 80', 'app --password *** --port 80'],
    ['app --db-password=s3cret -v', 'app --db-password=*** -v'],
    ['java -Dspring.datasource.password=x -jar a.jar', 'java -Dspring.datasource.password=*** -jar a.jar'],
    ['/usr/bin/mysql -uroot -ps3cret', '/usr/bin/mysql -uroot -p***'],
    ['server -p8080 -port 1', 'server -p8080 -port 1'],
    ['app jdbc:mysql://db/x?user=a&password=b&z=1', 'app jdbc:mysql://db/x?user=a&password=***&z=1'],
    ['app postgres://me:s3cret@db/x', 'app postgres://me:***@db/x'],
    ['app --token --verbose', 'app --token --verbose'],
    ['nginx: worker process', 'nginx: worker process'],
  ])('turns %s into %s', (command, masked) => {
    expect(maskArguments(command.split(' ')).join(' ')).toBe(masked);
  });
});

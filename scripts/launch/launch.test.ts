import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { markRunning } from '../running.js';
import { type TemporaryProject, temporaryProject, watch } from './temporary-project.ts';

describe('the launcher', () => {
  let project: TemporaryProject;
  beforeEach(() => {
    project = temporaryProject();
    project.write(
      'hello.ts',
      'const args: string[] = process.argv.slice(2); console.log(args); process.exitCode = 7;',
    );
  });
  afterEach(() => project.remove());

  test('installs what is missing, then runs the file with its arguments and ends with its exit code', async () => {
    const ended = await project.launch(['hello.ts', '--listen', 'x y']).ended;

    expect(ended).toMatchObject({ code: 7, stdout: "[ '--listen', 'x y' ]\n" });
    expect(ended.stderr).toMatch(/^Installing the dependencies \(they are not installed yet\): npm ci in/);
  });

  test('says and installs nothing the next time, and anew once the lock file has changed', async () => {
    await project.launch(['hello.ts']).ended;

    expect(await project.launch(['hello.ts']).ended).toMatchObject({ code: 7, stderr: '' });

    project.ask('left', 'right');
    const ended = await project.launch(['hello.ts']).ended;
    expect(ended.code).toBe(7);
    expect(ended.stderr).toContain('Installing the dependencies (package-lock.json has changed)');
    expect(existsSync(join(project.folder, 'node_modules/right'))).toBe(true);
  });

  test('does not repeat an npm ci by hand', async () => {
    await project.launch(['hello.ts']).ended;
    rmSync(join(project.folder, 'node_modules/.ward-installed'));

    expect(await project.launch(['hello.ts']).ended).toMatchObject({ code: 7, stderr: '' });
  });

  test('two launches at once install once', async () => {
    const launches = [1, 2, 3].map(() => project.launch(['hello.ts']).ended);
    const ended = await Promise.all(launches);

    expect(ended.map(({ code }) => code)).toEqual([7, 7, 7]);
    expect(ended.filter(({ stderr }) => stderr.includes('Installing'))).toHaveLength(1);
  });

  test('does not replace the dependencies of a collector that runs', async () => {
    await project.launch(['hello.ts']).ended;
    project.ask('left', 'right');
    const unmark = markRunning('collector', project.folder);

    const ended = await project.launch(['hello.ts']).ended;

    unmark();
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(`in use by collector (process ${process.pid}): stop it first`);
  });

  test('offline it says so in one sentence, and what was installed before stays', async () => {
    await project.launch(['hello.ts']).ended;
    project.askRegistry('only-in-the-registry');

    const ended = await project.launch(['hello.ts'], {
      npm_config_registry: `http://127.0.0.1:${await closedPort()}/`,
      npm_config_cache: join(project.folder, 'empty-cache'),
    }).ended;

    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('the npm registry is out of reach (ECONNREFUSED): connect this machine');
    expect(existsSync(join(project.folder, 'node_modules/.ward-installed'))).toBe(true);
  });

  const waits = (signal: string) => `
    process.on('${signal}', () => { console.log('stopping'); clearInterval(timer); process.exitCode = 3; });
    const timer = setInterval(() => {}, 1000);
    console.log('waiting');`;

  test.each(['SIGTERM', 'SIGINT'] as const)('hands %s on and waits for a clean end', async (signal) => {
    project.write('waits.ts', waits(signal));
    const { child, ended } = project.launch(['waits.ts']);
    await said(child, 'waiting');

    child.kill(signal);

    expect(await ended).toMatchObject({ code: 3, stdout: 'waiting\nstopping\n' });
  });

  test('ends what it started when the shell of npm is killed', async () => {
    project.write('waits.ts', waits('SIGTERM'));
    const line = `"${process.execPath}" scripts/launch.js waits.ts; true`;
    const { child, ended } = watch(
      spawn('sh', ['-c', line], {
        cwd: project.folder,
        env: { ...process.env, npm_lifecycle_event: 'start' },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    await said(child, 'waiting');

    child.kill('SIGTERM');

    expect(await ended).toMatchObject({ code: null, stdout: 'waiting\nstopping\n' });
  });

  test('lists the commands when asked for none, or for one that it does not have', async () => {
    for (const args of [[], ['strat']]) {
      const ended = await project.launch(args).ended;

      expect(ended.code).toBe(1);
      expect(ended.stderr).toMatch(/^Usage: npm run <command>[\s\S]* start .*\n.* agent /);
    }
  });
});

async function said(child: ChildProcess, words: string): Promise<void> {
  await new Promise<void>((resolve) => {
    child.stdout!.on('data', (text) => String(text).includes(words) && resolve());
  });
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

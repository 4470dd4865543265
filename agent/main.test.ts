import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTestCollector, type TestCollector } from './uplink/test-collector.ts';
import { VERSION } from './version.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

let folder: string;
let collector: TestCollector;
let children: ChildProcess[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ward-main-'));
  collector = await startTestCollector();
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('on the command line', () => {
  test('--help lists every option and --version is the version', () => {
    expect(run('--help').stdout).toMatch(/--collector URL .*--token TOKEN .*--data DIR .*--interval 10s/s);
    expect(run('--version').stdout).toBe(`${VERSION}\n`);
  });

  test.each([
    [['--colector', 'http://a'], '--colector: there is no such option. Did you mean --collector?'],
    [[], 'collectors: is missing; allowed is a list.'],
    [
      ['--collector', 'http://127.0.0.1:1', '--interval', '10'],
      '--interval: found "10"; allowed is a duration',
    ],
  ])('a mistake in %j is one sentence and no stack', (args, message) => {
    const { stderr, status } = run(...args);

    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(1);
  });

  test('a mistake in a profile of the user’s own is told with its line', () => {
    const profiles = join(folder, 'profiles');
    mkdirSync(profiles, { recursive: true });
    writeFileSync(join(profiles, 'own.yaml'), 'profile: own\nkind: toaster\n');
    const config = join(folder, 'agent.yaml');
    writeFileSync(
      config,
      `collectors: [${collector.url}]\ndata: ${folder}\nzone: a\nprofiles: ${profiles}\n`,
    );

    const { stderr, status } = run('--config', config);

    expect(stderr).toContain(`${join(profiles, 'own.yaml')}:2`);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(1);
  });

  test('a second agent in the same folder is refused', async () => {
    start();
    await until(() => collector.frames().length > 0);

    const { stderr, status } = run('--collector', collector.url, '--data', folder);

    expect(stderr).toContain('is used by another agent');
    expect(status).toBe(1);
  });

  test('a token that is not accepted ends the program with a sentence', async () => {
    const child = start('--token', 'used-up');
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });

    const [code] = await once(child, 'close');

    expect(code).toBe(1);
    expect(stderr).toContain('does not know this token');
  });
});

test('SIGTERM ends it in good order: everything measured has arrived or is kept', async () => {
  writeFileSync(join(folder, 'agent.yaml'), 'probes: {inventory: false}\n');
  const child = start('--config', join(folder, 'agent.yaml'));
  await until(() => collector.frames().length > 20);

  child.kill('SIGTERM');
  const [code] = await once(child, 'close');

  expect(code).toBe(0);
  const [epoch] = [...collector.durable.keys()];
  expect(collector.durable.get(epoch as string)?.toRanges()).toHaveLength(1);
});

test('killed again and again it loses nothing that it had sent or kept, and doubles nothing', {
  timeout: 60_000,
}, async () => {
  writeFileSync(join(folder, 'agent.yaml'), 'probes: {inventory: false}\n');
  for (let round = 0; round < 4; round++) {
    const before = collector.frames().length;
    const child = start('--config', join(folder, 'agent.yaml'));
    await until(() => collector.frames().length > before + 20);
    // The line is cut first, so that something waits in the outbox when the agent is killed.
    collector.behaviour.isSilent = true;
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 400));
    child.kill('SIGKILL');
    await once(child, 'close');
    collector.behaviour.isSilent = false;
  }
  const last = start('--config', join(folder, 'agent.yaml'));
  await until(
    () =>
      collector.durable.size === 5 &&
      [...collector.durable.values()].every((all) => all.toRanges().length === 1),
  );
  last.kill('SIGTERM');
  await once(last, 'close');

  // Every life's items form one range from 1 on: no hole, whatever moment it was killed in.
  for (const ranges of collector.durable.values())
    expect(ranges.toRanges()).toEqual([[1, expect.any(Number)]]);
  const taken = collector.frames().map(({ epoch, sequence }) => `${epoch} ${sequence}`);
  expect(new Set(taken).size).toBe(taken.length);
});

function run(...args: string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', timeout: 20_000 });
}

function start(...args: string[]): ChildProcess {
  const token = args.includes('--token') ? [] : ['--token', 'one-time'];
  const common = ['--collector', collector.url, '--data', folder, '--interval', '100ms'];
  const child = spawn(process.execPath, [MAIN, ...common, ...token, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout?.resume();
  child.stderr?.resume();
  children.push(child);
  return child;
}

async function until(isTrue: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isTrue()).toBe(true), { timeout: 20_000, interval: 10 });
}

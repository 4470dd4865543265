import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LocalAgent, startLocalAgent } from './local-agent.ts';

// A program in the place of the agent: it writes what it was called with, and ends when its text says so.
const LIVES = 'setInterval(() => {}, 1000); process.on("disconnect", () => process.exit());';
const REPORTS = `
  const { appendFileSync, existsSync, readFileSync } = require('node:fs');
  const args = process.argv.slice(2);
  const file = args[args.indexOf('--token-file') + 1];
  const token = args.includes('--token-file') ? readFileSync(file, 'utf8') : '';
  appendFileSync(__dirname + '/runs', JSON.stringify({ args, token }) + '\\n');
  console.log('a line of its log');`;

let folder: string;
let agent: LocalAgent | undefined;
let tokens: number;
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-local-agent-'));
  tokens = 0;
  logged = [];
});
afterEach(async () => {
  await agent?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function start(program: string, more: { certificateFile?: string } = {}): string {
  writeFileSync(join(folder, 'program.cjs'), program);
  const own = join(folder, 'data');
  agent = startLocalAgent({
    program: join(folder, 'program.cjs'),
    collectorUrl: 'http://127.0.0.1:1',
    folder: own,
    intervalMs: 2_000,
    certificateFile: more.certificateFile,
    token: async () => `token-${++tokens}`,
    log: pino({ level: 'warn' }, { write: (line) => void logged.push(line) }),
    firstWaitMs: 10,
  });
  return own;
}

function runs(): { args: string[]; token: string }[] {
  const file = join(folder, 'runs');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

test('gets a token in a file that only its user may read, and that is gone afterwards', async () => {
  const own = start(REPORTS);
  await until(() => expect(runs()).not.toEqual([]));
  await agent?.stop();

  const [{ args, token }] = runs() as [{ args: string[]; token: string }];
  expect(token).toBe('token-1');
  expect(args).toEqual(expect.arrayContaining(['--collector', 'http://127.0.0.1:1', '--interval', '2000ms']));
  expect(args.join(' ')).not.toContain('token-1');
  expect(existsSync(join(own, 'token'))).toBe(false);
});

test('one that has its key is not given another token', async () => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'identity.json'), '{}');

  start(REPORTS);
  await until(() => expect(runs()).not.toEqual([]));

  expect(tokens).toBe(0);
  expect(runs()[0]?.args).not.toContain('--token-file');
});

test('comes back when it ends, and the reason is told', async () => {
  start(`${REPORTS} console.error('there is no key'); process.exit(1);`);

  await until(() => expect(runs().length).toBeGreaterThan(2));

  expect(JSON.parse(logged[0] as string)).toMatchObject({
    msg: 'the agent beside the collector has ended',
    why: 'there is no key',
  });
});

test('comes back when it is killed', async () => {
  start(REPORTS + LIVES);
  await until(() => expect(runs()).toHaveLength(1));

  process.kill(agent?.pid as number, 'SIGKILL');

  await until(() => expect(runs()).toHaveLength(2));
});

test('does not come back once it is stopped, however often that is asked', async () => {
  start(REPORTS + LIVES);
  await until(() => expect(runs()).toHaveLength(1));

  await Promise.all([agent?.stop(), agent?.stop()]);

  expect(agent?.pid).toBeUndefined();
  expect(logged).toEqual([]);
});

test('what it says stands in its log', async () => {
  const own = start(REPORTS + LIVES);

  await until(() => expect(readFileSync(join(own, 'agent.log'), 'utf8')).toBe('a line of its log\n'));
});

test('takes the settings that a person has put into its folder, and the certificate of this collector', async () => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'agent.yaml'), 'name: here\n');

  const own = start(REPORTS, { certificateFile: '/etc/ward/tls.crt' });
  await until(() => expect(runs()).not.toEqual([]));

  expect(runs()[0]?.args).toEqual(
    expect.arrayContaining(['--config', join(own, 'agent.yaml'), '--pin', '/etc/ward/tls.crt']),
  );
});

test('asks the devices of the common zone, unless its file names another one', async () => {
  start(REPORTS);
  await until(() => expect(runs()).not.toEqual([]));
  expect(runs()[0]?.args.join(' ')).toContain('--zone default');
  await agent?.stop();

  writeFileSync(join(folder, 'data', 'agent.yaml'), 'targets: []\nzone: room-3\n');
  rmSync(join(folder, 'runs'));
  start(REPORTS);
  await until(() => expect(runs()).not.toEqual([]));

  expect(runs()[0]?.args).not.toContain('--zone');
});

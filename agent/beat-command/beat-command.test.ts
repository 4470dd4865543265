import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runBeatCommand } from './beat-command.ts';
import { OutputTail } from './output-tail.ts';
import { openSpool, SPOOLED_BEATS } from './spool.ts';
import { startNode } from './test-process.ts';

/** What the collector was told, in the order in which it came. */
let told: { path: string; query: Record<string, string>; body: string }[] = [];
let answer = 200;
let server: Server;
let url: string;
let folder: string;
let startedFile = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
      const body = Buffer.concat(chunks).toString('utf8');
      told.push({ path: pathname, query: Object.fromEntries(searchParams), body });
      if (startedFile !== '' && pathname.endsWith('/start')) writeFileSync(startedFile, '');
      response.writeHead(answer).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/beats/wb_x`;
});
afterAll(() => void server.close());
beforeEach(() => {
  told = [];
  answer = 200;
  startedFile = '';
  folder = mkdtempSync(join(tmpdir(), 'ward-beat-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function beat(...argv: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const text = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => {
    text.stdout += chunk;
  });
  stderr.on('data', (chunk) => {
    text.stderr += chunk;
  });
  const spool = argv.includes('--spool') ? [] : ['--spool', join(folder, 'spool')];
  const exit = await runBeatCommand([...spool, ...argv], {
    env: {},
    stdout,
    stderr,
    signals: process,
    wallMs: Date.now,
    monotonicMs: () => performance.now(),
  });
  return { ...exit, ...text };
}

/** Waits until the collector was told of the start: a command that ends before that is told by its end alone. */
function afterStart(code: string): string {
  startedFile = join(folder, 'started');
  const isThere = `require("node:fs").existsSync(${JSON.stringify(startedFile)})`;
  return `const timer = setInterval(() => { if (${isThere}) { clearInterval(timer); ${code} } }, 5)`;
}

const script = (code: string) => ['--', process.execPath, '-e', code];
/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9/api/v1/beats/wb_x';
const lastTold = () => told[told.length - 1];
const paths = () => told.map(({ path }) => path.replace('/api/v1/beats/wb_x', ''));

describe('a command', () => {
  test('is run as it is: output and exit code pass through, start and success are told', async () => {
    const code = 'console.log("made 3 files"); console.error("careful")';
    const ran = await beat('--url', url, ...script(afterStart(code)));

    expect(ran).toMatchObject({ exitCode: 0, signal: null, stdout: 'made 3 files\n', stderr: 'careful\n' });
    expect(paths()).toEqual(['/start', '/success']);
    const [start, end] = told;
    expect(end.query).toMatchObject({ exit: '0', run: start.query.run });
    expect(Number(end.query.duration)).toBeGreaterThan(0);
    expect(end.body.split('\n').sort()).toEqual(['careful', 'made 3 files']);
  });

  test('that fails keeps its exit code, and its last words are told without secrets', async () => {
    const code =
      'console.log("x".repeat(50000)); console.log("password=hush key AKIA77 end"); process.exit(3)';
    const ran = await beat('--url', url, '--mask', 'AKIA\\w+', ...script(code));

    expect(ran.exitCode).toBe(3);
    const end = lastTold();
    expect([end.path.endsWith('/failure'), end.query.exit]).toEqual([true, '3']);
    expect(end.body).toMatch(/^x+\npassword=\*\*\* key \*\*\* end$/);
    expect(Buffer.byteLength(end.body)).toBeLessThanOrEqual(4_096);
    expect(ran.stdout).toContain('password=hush');
  });

  test('that is not there ends as a shell would end it', async () => {
    const ran = await beat('--url', url, '--', join(folder, 'nothing'));

    expect(ran.exitCode).toBe(127);
    expect(lastTold()).toMatchObject({ query: { exit: '127' } });
    expect(lastTold().body).toContain('could not be started');
  });

  test('that takes too long is ended, and has failed', async () => {
    const ran = await beat('--url', url, '--timeout', '300ms', ...script('setTimeout(() => {}, 60_000)'));

    expect(ran.exitCode).toBe(143);
    expect(paths().at(-1)).toBe('/failure');
    expect(told.at(-1)?.body).toContain('it was ended after 0.3 s');
  });

  test('tells the size of what it made', async () => {
    const file = join(folder, 'dump');
    const code = `require("node:fs").writeFileSync(${JSON.stringify(file)}, "12345")`;

    await beat('--url', url, '--result', file, '--result', `${file}.missing`, ...script(code));

    expect(lastTold().query).toMatchObject({ bytes: '5', files: '1' });
  });

  test('tells a success alone where that is wanted, and nothing of a failure', async () => {
    await beat('--url', url, '--success-only', ...script(''));
    const failed = await beat('--url', url, '--success-only', ...script('process.exit(2)'));

    expect(failed.exitCode).toBe(2);
    expect(paths()).toEqual(['/success']);
  });
});

test('without a command it is one ping', async () => {
  expect((await beat('--url', url)).exitCode).toBe(0);
  expect(paths()).toEqual(['/success']);
  expect(told[0].query.exit).toBeUndefined();
});

describe('a collector that is away', () => {
  test('changes nothing for the command; what it would have learned is told by the next call', async () => {
    const first = await beat('--url', NOWHERE, '--wait', '100ms', ...script('process.exit(5)'));
    expect(first).toMatchObject({ exitCode: 5 });
    expect(first.stderr).toMatch(/the collector was not reached .*, kept for the next call/);
    const spool = join(folder, 'spool');
    const [name] = readdirSync(spool);
    expect(statSync(spool).mode & 0o777).toBe(0o700);
    expect(statSync(join(spool, name)).mode & 0o777).toBe(0o600);
    const kept = JSON.parse(readFileSync(join(spool, name), 'utf8'));
    writeFileSync(join(spool, name), JSON.stringify({ ...kept, url, atMs: kept.atMs - 60_000 }));

    await beat('--url', url, ...script(''));

    expect(readdirSync(spool)).toEqual([]);
    const late = told.find(({ path }) => path.endsWith('/failure'));
    expect(late?.query).toMatchObject({ exit: '5', run: kept.query.run });
    expect(Number(late?.query.age)).toBeGreaterThanOrEqual(60);
  });

  test('that puts beats off is tried again, and one that knows no such token is not', async () => {
    answer = 503;
    await beat('--url', url, '--wait', '1200ms', ...script(''));
    expect(paths().filter((path) => path === '/success').length).toBeGreaterThan(1);
    expect(readdirSync(join(folder, 'spool'))).toHaveLength(1);

    told = [];
    answer = 404;
    const refused = await beat('--url', url);
    expect(refused.stderr).toContain('the collector does not know this token (404)');
    expect(told).toHaveLength(1);
    expect(readdirSync(join(folder, 'spool'))).toHaveLength(1);
  });

  test('leaves so much behind and no more', () => {
    const spool = openSpool(folder);
    const one = { url, phase: 'success' as const, query: {}, body: '' };
    for (let count = 0; count < SPOOLED_BEATS; count++)
      expect(spool.keep({ ...one, atMs: count })).toEqual({ dropped: 0 });

    expect(spool.keep({ ...one, atMs: SPOOLED_BEATS })).toEqual({ dropped: 1 });
    expect(readdirSync(folder)).toHaveLength(SPOOLED_BEATS);
    const taken = spool.take();
    expect(taken?.beat.atMs).toBe(1);
    expect(spool.take()?.beat.atMs).toBe(2);
    taken?.giveBack();
    expect(spool.take()?.beat.atMs).toBe(1);
  });

  test('loses what cannot be kept, and says so', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');

    const ran = await beat('--url', NOWHERE, '--wait', '50ms', '--spool', join(file, 'below'));

    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain(`lost, since ${join(file, 'below')} cannot be written`);
  });
});

test.each([
  [[], '--url'],
  [['--url', 'ward'], 'not an address'],
  [['--url', 'ftp://x/'], 'http or https'],
  [['--url', 'http://x/', '--timeout', 'long'], 'not a duration'],
  [['--url', 'http://x/', '--mask', '('], 'no regular expression'],
  [['--url', 'http://x/', '--'], 'a command has to follow'],
  [['--url', 'http://x/', '--moon'], 'no such option'],
])('%j is refused', async (argv, why) => {
  const { exitCode, stderr } = await beat(...argv);

  expect(exitCode).toBe(64);
  expect(stderr).toContain(why);
});

test.each([
  [['--', 'sh', '-c', 'echo done; exit 3'], 'needed'],
  [['--url', 'ftp://x/', '--', 'sh', '-c', 'echo done; exit 3'], 'http or https'],
])('a mistake in the options keeps no command from running: %j', async (argv, why) => {
  const { exitCode, stdout, stderr } = await beat(...argv);

  expect(stdout).toContain('done');
  expect(stderr).toContain(why);
  expect(stderr).toContain('nobody is told');
  expect(exitCode).toBe(3);
});

test('--help says how it is used', async () => {
  const { exitCode, stdout } = await beat('--help');

  expect(exitCode).toBe(0);
  expect(stdout).toContain('--success-only');
});

test('an output that a mask runs wild on is not told at all', () => {
  const tail = new OutputTail();
  tail.add(Buffer.from(`hush ${'a'.repeat(60)}`));

  expect(tail.text(4_096, [/(a+)+b/g])).toMatch(/^\(the output is not told: .*--mask/);
});

test('the end of an output is kept in bounds, in whole letters', () => {
  const tail = new OutputTail();
  for (let count = 0; count < 10_000; count++) tail.add(Buffer.from('守望'.repeat(10)));

  const text = tail.text(4_096, []);

  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
  expect(text).toMatch(/^望?(守望)+$/);
});

describe.skipIf(process.platform === 'win32')('as a program', () => {
  const main = new URL('../../scripts/beat.ts', import.meta.url).pathname;

  test('a signal reaches the command, and how it ended is how the program ends', async () => {
    const code =
      'process.on("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1000); process.stdout.write("ready\\n")';
    const program = startNode([main, '--url', url, '--spool', folder, ...script(code)]);
    await program.printed('ready');

    program.kill('SIGTERM');

    expect(await program.ended).toEqual({ code: 9, signal: null });
    expect(paths().at(-1)).toBe('/failure');
  });

  test('a command that dies by a signal takes the program with it, once that is told', async () => {
    const program = startNode([
      main,
      '--url',
      url,
      '--spool',
      folder,
      ...script('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'),
    ]);

    expect(await program.ended).toEqual({ code: null, signal: 'SIGTERM' });
    expect(told.at(-1)?.query.exit).toBe('143');
  });
});

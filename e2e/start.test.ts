import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { type StartedProgram, startProgram } from './start-program.ts';

const PASSWORD = 'correct horse battery';
const ADDRESS = /Ward 守望\s+(https?:\/\/\S+)/;

let folder: string;
let started: StartedProgram[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-start-'));
  started = [];
});
afterEach(async () => {
  for (const program of started) {
    program.signal('SIGTERM');
    await program.ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(...args: string[]): StartedProgram {
  const program = startProgram('start', ['--data', join(folder, 'data'), ...args], {
    WARD_ADMIN_PASSWORD: PASSWORD,
  });
  started.push(program);
  return program;
}

async function signIn(url: string): Promise<(path: string) => Promise<Record<string, { name?: string }[]>>> {
  const session = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'admin', password: PASSWORD }),
  });
  const { token } = (await session.json()) as { token: string };
  return async (path) => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
    return (await answer.json()) as Record<string, { name?: string }[]>;
  };
}

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 30_000, interval: 100 });

function agentPid(): number {
  return JSON.parse(readFileSync(join(folder, 'data/agent/agent.lock'), 'utf8')).pid;
}

describe('npm start', () => {
  test('shows this machine with its figures, and brings the agent back with its key when it is killed', async () => {
    const program = start('--listen', '127.0.0.1:0', '--interval', '1s');
    const [, url = ''] = await program.line(ADDRESS);
    const ask = await signIn(url);
    const load = '/api/v1/latest?metric=system.load1';
    await until(async () => expect((await ask(load)).series).toHaveLength(1));
    const killed = agentPid();

    process.kill(killed, 'SIGKILL');

    await until(() => expect(agentPid()).not.toBe(killed));
    await until(() => {
      const log = readFileSync(join(folder, 'data/agent/agent.log'), 'utf8');
      expect(log.match(/"connected"/g)?.length).toBeGreaterThan(1);
      expect(log.match(/"enrolled"/g)).toHaveLength(1);
    });
    const machines = (await ask('/api/v1/targets')).targets.filter(({ name }) => name === hostname());
    expect(machines).toHaveLength(1);
  });

  test('ends within seconds on Ctrl-C, that arrives from the terminal and from the launcher, and takes the agent along', async () => {
    const program = start('--listen', '127.0.0.1:0', '--interval', '1s');
    await program.line(ADDRESS);
    await until(() => expect(existsSync(join(folder, 'data/agent/identity.json'))).toBe(true));
    const agent = agentPid();

    program.signal('SIGINT');
    program.signal('SIGINT');

    expect(await program.ended).toBe(0);
    expect(() => process.kill(agent, 0)).toThrow();
    expect(program.output()).not.toMatch(/Error|"level":[56]0/);
  });

  test('an agent whose collector was killed goes as well', async () => {
    const program = start('--listen', '127.0.0.1:0', '--interval', '1s');
    await program.line(ADDRESS);
    await until(() => expect(existsSync(join(folder, 'data/agent/identity.json'))).toBe(true));
    const agent = agentPid();

    process.kill(Number(readFileSync(join(folder, 'data/collector.pid'), 'utf8')), 'SIGKILL');

    await program.ended;
    await until(() => expect(() => process.kill(agent, 0)).toThrow());
  });

  test('says beside the greeting nothing but lines of JSON when nobody sits before it', async () => {
    const program = start('--listen', '127.0.0.1:0', '--no-agent');
    await program.line(/Ctrl-C stops/);

    const others = program
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(others.length).toBeGreaterThan(0);
    for (const line of others) expect(JSON.parse(line)).toHaveProperty('msg');
    expect(program.output()).not.toContain(PASSWORD);
  });

  test('a port that is taken is one sentence that says what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await vi.waitFor(() => expect(other.listening).toBe(true), { timeout: 20_000 });
    const { port } = other.address() as { port: number };

    const program = start('--listen', `127.0.0.1:${port}`);

    expect(await program.ended).toBe(1);
    expect(program.output().trim().split('\n').at(-1)).toBe(
      `cannot listen on 127.0.0.1:${port}: another program listens there: stop it, or choose another address with --listen`,
    );
    other.close();
  });

  test('a second one on the same data is one sentence', async () => {
    const first = start('--listen', '127.0.0.1:0', '--no-agent');
    await first.line(ADDRESS);

    const second = start('--listen', '127.0.0.1:0', '--no-agent');

    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/the data directory .* is in use by process \d+: stop that collector/);
  });

  test.each([
    [['--lisen', '1:1'], /--lisen: there is no such option\. Did you mean --listen\?/],
    [['--listen', 'somewhere'], /--listen: found "somewhere"; allowed is an address with a port/],
    [['--interval', '0s'], /--interval: .*at least "1s"/],
    [['--config', '/nowhere.yaml'], /\/nowhere\.yaml: there is no such file/],
  ])('%j is one sentence', async (args, sentence) => {
    const program = start(...args);

    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(sentence);
    expect(program.output().trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('--help names every option and starts nothing', async () => {
    const program = start('--help');

    expect(await program.ended).toBe(0);
    for (const option of ['--listen', '--data', '--config', '--interval', '--no-agent', '--store']) {
      expect(program.output()).toContain(option);
    }
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });
});

describeWith('openssl', 'npm start with TLS', () => {
  test('the agent beside it believes the certificate, whatever name that bears', async () => {
    const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    const settings = join(folder, 'collector.yaml');
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
        ...['-subj', '/CN=ward.example', '-keyout', key, '-out', cert],
      ],
      { stdio: 'pipe' },
    );
    writeFileSync(settings, `tls:\n  cert: ${cert}\n  key: ${key}\n`);

    const program = start('--listen', '127.0.0.1:0', '--config', settings, '--interval', '1s');

    const [, url] = await program.line(ADDRESS);
    expect(url).toMatch(/^https:/);
    await until(() => {
      expect(readFileSync(join(folder, 'data/agent/agent.log'), 'utf8')).toContain('"connected"');
    });
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAgentConfig } from '#agent/config/config.ts';
import { agentFlags } from '#agent/config/flags.ts';
import { COLLECTOR_FLAGS } from '#collector/config/command-line.ts';
import { readCommandLine } from '#config/command-line.ts';
import { parseYaml } from '#config/yaml-text.ts';
import { probeTypes } from '#probes/probe-types.ts';
import { bundleAgent } from '#scripts/bundle.ts';
import { projectFolder } from '#scripts/run-tool.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';

const deploy = join(projectFolder, 'deploy');
const installer = join(deploy, 'systemd/install.sh');
const text = (file: string) => readFileSync(join(deploy, file), 'utf8');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-deploy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function install(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync('sh', [script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, said: stdout + stderr };
}

/** What stands behind the program's own file in a command. */
function flagsBehind(command: string, file: RegExp): string[] {
  const words = command.trim().split(/\s+/);
  return words.slice(words.findIndex((word) => file.test(word)) + 1);
}

describe('the example of the agent', () => {
  test('is read, and what is commented out in it too', () => {
    const everything = join(folder, 'agent.yaml');
    const uncommented = text('agent.example.yaml')
      .replaceAll(/^# ?(?= *(?:- )?[a-zA-Z_]+:( |$))/gm, '')
      .replace(/^token_file: .*$/m, '')
      .replaceAll(/(ca|pin|cert|key): \/\S+/g, `$1: ${everything}`);
    writeFileSync(everything, uncommented);

    expect(readAgentConfig(join(deploy, 'agent.example.yaml'), [], probeTypes).interval).toBe(10_000);
    expect(readAgentConfig(everything, [], probeTypes)).toMatchObject({
      name: 'database-1',
      bounds: { probes: ['cpu', 'memory', 'disk'], addresses: ['10.1.0.0/16'] },
      zone: 'hall-3',
      targets: [{ name: 'core-1' }, { name: 'ups-1', everyMs: 30_000 }],
      traps: { listen: '0.0.0.0:162' },
      relay: { listen: '0.0.0.0:8643', limit: 1024 ** 3 },
      relayPem: { cert: uncommented },
      probes: { disk: { mounts: ['/srv/export'] }, ntp: false },
      pem: { pin: uncommented },
    });
  });
});

describe('what is started', () => {
  test('by systemd is understood by both programs', () => {
    const [collector, agent] = ['ward-collector', 'ward-agent'].map(
      (unit) => /^ExecStart=(.*)$/m.exec(text(`systemd/${unit}.service`))?.[1] ?? '',
    ) as [string, string];

    const forCollector = readCommandLine(flagsBehind(collector, /collector\/main\.ts$/), COLLECTOR_FLAGS);
    expect(forCollector.values).toEqual({
      config: '/etc/ward/collector.yaml',
      data: '/var/lib/ward',
      'no-agent': true,
    });
    expect(existsSync(join(projectFolder, 'collector/main.ts'))).toBe(true);
    const forAgent = readCommandLine(flagsBehind(agent, /ward-agent\.js$/), agentFlags);
    expect(forAgent.values).toEqual({ config: '/etc/ward/agent.yaml', data: '/var/lib/ward-agent' });
  });

  test('in containers is understood by both programs', () => {
    const entry = (file: string) => {
      const [, list = '[]'] = /^ENTRYPOINT (\[.*\])$/m.exec(text(`container/${file}`)) ?? [];
      return (JSON.parse(list) as string[]).join(' ');
    };
    const compose = parseYaml(text('container/compose.yaml'), 'compose.yaml').value as {
      services: { collector: { command: string[] } };
    };
    const { command } = compose.services.collector;

    const collector = [...flagsBehind(entry('collector.Containerfile'), /main\.ts$/), ...command];
    expect(readCommandLine(collector, COLLECTOR_FLAGS).values).toMatchObject({
      store: 'influxdb://influxdb:8086/ward',
    });
    const agent = flagsBehind(entry('agent.Containerfile'), /ward-agent\.js$/);
    expect(readCommandLine(agent, agentFlags).values).toEqual({ data: '/data' });
  });
});

describeWith('systemd-analyze', 'systemd', () => {
  test.each(['ward-collector', 'ward-agent'])('finds nothing to say about %s', (unit) => {
    // Installed under its root, so that the program of ExecStart is there.
    const root = join(folder, 'root');
    const content = text(`systemd/${unit}.service`);
    const program = /^ExecStart=(\S+)/m.exec(content)?.[1] ?? '';
    mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
    mkdirSync(join(root, program, '..'), { recursive: true });
    writeFileSync(join(root, program), '', { mode: 0o755 });
    for (const needed of ['network-online', 'multi-user', 'sysinit', 'basic', 'shutdown', 'network']) {
      writeFileSync(join(root, 'etc/systemd/system', `${needed}.target`), '[Unit]\nDefaultDependencies=no\n');
    }
    writeFileSync(join(root, 'etc/systemd/system', `${unit}.service`), content);

    const { status, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', `--root=${root}`, '--man=no', `${unit}.service`],
      { encoding: 'utf8' },
    );

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('install.sh', () => {
  test('says what it would do, and hides the token', () => {
    const args = [
      'agent',
      '--collector',
      'https://ward.example:8642',
      '--token',
      'we_secret',
      '--node',
      process.execPath,
    ];
    const { status, said } = install(packed(), [...args, '--dry-run']);

    expect(said).toMatch(/would run: install -m 0755 \S+ \/opt\/ward-agent\/node/);
    expect(said).toMatch(
      /would write \/etc\/ward\/agent\.yaml:\n {4}collectors:\n {6}- https:\/\/ward\.example:8642\n/,
    );
    expect(said).toMatch(/would run: systemctl restart ward-agent/);
    expect(said).not.toContain('we_secret');
    expect(status).toBe(0);
  });

  test('puts an agent that runs where the service looks for it, keeps its settings, and takes a new program', async () => {
    const script = packed();
    await bundleAgent(join(folder, 'packed/ward-agent.js'));
    const root = join(folder, 'root');
    const args = ['agent', '--node', process.execPath];
    const first = install(
      script,
      [...args, '--collector', 'http://127.0.0.1:9', '--token', 't', '--ca', '/x.crt'],
      { DESTDIR: root },
    );
    expect(first).toMatchObject({ status: 0 });
    const settings = join(root, 'etc/ward/agent.yaml');
    const written = readFileSync(settings, 'utf8');

    const again = install(script, args, { DESTDIR: root });

    expect(again).toMatchObject({ status: 0 });
    expect(parseYaml(written, 'agent.yaml').value).toEqual({
      collectors: ['http://127.0.0.1:9'],
      token: 't',
      tls: { ca: '/x.crt' },
    });
    expect(readFileSync(settings, 'utf8')).toBe(written);
    expect(statSync(settings).mode & 0o777).toBe(0o640);
    const [program, file] = ['node', 'ward-agent.js'].map((name) => join(root, 'opt/ward-agent', name)) as [
      string,
      string,
    ];
    expect(execFileSync(program, [file, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(existsSync(join(root, 'opt/ward-agent/ward-agent-zone.js'))).toBe(true);
  });

  test('the collector goes to its folder without history, data and tools of development', () => {
    const checkout = smallCheckout();
    const root = join(folder, 'root');

    const { status, said } = install(join(checkout, 'deploy/systemd/install.sh'), ['collector'], {
      DESTDIR: root,
    });

    expect(said).toContain('The collector is installed.');
    expect(status).toBe(0);
    const there = (path: string) => existsSync(join(root, 'opt/ward', path));
    expect(
      ['collector/main.ts', 'build/dashboards/index.html', 'node_modules/.bin/node'].filter(there),
    ).toHaveLength(3);
    expect(['data', '.git', '.cache', 'node_modules/only-for-development'].filter(there)).toEqual([]);
    expect(statSync(join(root, 'usr/local/bin/ward')).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(root, 'etc/ward/collector.yaml'), 'utf8')).toBe(text('collector.example.yaml'));
  });

  test.each([
    [[], /usage:/],
    [['everything'], /usage:/],
    [['agent', '--token'], /--token needs a value/],
    [['agent', '--dry-run', '--node', '/nowhere/node'], /\/nowhere\/node does not run on this machine/],
    [['collector', '--dry-run'], /the pages are not built: run npm run bundle first/],
  ])('%j is answered by a sentence', (args, sentence) => {
    const { status, said } = install(packed(), args);

    expect(said).toMatch(sentence);
    expect(status).not.toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('the command of an installed collector', () => {
  /** With somebody as user, and instead of changing the user it says what would be run. */
  function ward(args: readonly string[], as: 'root' | 'ward' | 'somebody' = 'root') {
    const say = (name: string, script: string) =>
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    say('id', `if [ "$1" = -un ]; then echo ${as}; else echo ${as === 'root' ? 0 : 1000}; fi`);
    say('runuser', 'echo "$@"');
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    say('node_modules/.bin/node', 'echo "$@"');
    const env = { PATH: `${folder}:${process.env.PATH}`, WARD_HOME: folder };
    const { status, said } = install(join(deploy, 'systemd/ward'), args, env);
    return { status, said: said.replaceAll(folder, '/opt/ward').trim() };
  }
  const SETTINGS = '--config /etc/ward/collector.yaml --data /var/lib/ward';
  const node = '-u ward -- /opt/ward/node_modules/.bin/node /opt/ward/scripts';

  test('runs as the user of the collector, with its settings and its data', () => {
    expect(ward(['backup']).said).toBe(`${node}/backup.ts ${SETTINGS}`);
    expect(ward(['ledger', 'check']).said).toBe(`${node}/ledger.ts check ${SETTINGS}`);
    expect(ward(['store', 'copy', '--to', 'embedded', '--data=/x']).said).toBe(
      `${node}/store.ts copy --to embedded --data=/x --config /etc/ward/collector.yaml`,
    );
    expect(ward(['backup', '--list'], 'ward').said).toBe(`/opt/ward/scripts/backup.ts --list ${SETTINGS}`);
  });

  test('never restores into the data of the collector unasked', () => {
    expect(ward(['restore', '--from', '/b']).said).toBe(`${node}/restore.ts --from /b`);
  });

  test('every program that it runs is there', () => {
    for (const what of ['backup', 'restore', 'store', 'ledger'])
      expect(existsSync(join(projectFolder, `scripts/${what}.ts`)), what).toBe(true);
  });

  test('says who may use it, and what it does', () => {
    expect(ward(['backup'], 'somebody')).toMatchObject({
      status: 1,
      said: expect.stringContaining('use sudo'),
    });
    expect(ward(['frob'])).toMatchObject({ status: 2, said: expect.stringContaining('usage:') });
    expect(ward([])).toMatchObject({ status: 2, said: expect.stringContaining('usage:') });
  });

  test('the unit may write where the example backs up to', () => {
    const to = /^# {3}to: (\S+)$/m.exec(text('collector.example.yaml'))?.[1];
    expect(text('systemd/ward-collector.service')).toContain(`\nReadWritePaths=-${to}\n`);
  });
});

/** A folder as `npm run bundle` makes it, without a Node; returns the installer in it. */
function packed(): string {
  const target = join(folder, 'packed');
  mkdirSync(target);
  for (const file of [installer, join(deploy, 'systemd/ward-agent.service')])
    cpSync(file, join(target, basename(file)));
  for (const file of ['ward-agent.js', 'ward-agent-zone.js']) writeFileSync(join(target, file), '');
  return join(target, 'install.sh');
}

/** A checkout of what the installer looks at, with one dependency of development. */
function smallCheckout(): string {
  const checkout = join(folder, 'checkout');
  const files: Record<string, string> = {
    'package.json':
      '{ "name": "small", "version": "1.0.0", "devDependencies": { "only-for-development": "1.0.0" } }',
    'package-lock.json': JSON.stringify({
      name: 'small',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'small', version: '1.0.0', devDependencies: { 'only-for-development': '1.0.0' } },
        'node_modules/only-for-development': { version: '1.0.0', dev: true },
      },
    }),
    'node_modules/only-for-development/package.json':
      '{ "name": "only-for-development", "version": "1.0.0" }',
    'collector/main.ts': '',
    'build/dashboards/index.html': '',
    'data/ledger.sqlite': '',
    '.git/HEAD': '',
    '.cache/x': '',
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(checkout, path, '..'), { recursive: true });
    writeFileSync(join(checkout, path), content);
  }
  mkdirSync(join(checkout, 'node_modules/.bin'));
  symlinkSync(process.execPath, join(checkout, 'node_modules/.bin/node'));
  cpSync(deploy, join(checkout, 'deploy'), { recursive: true });
  return checkout;
}

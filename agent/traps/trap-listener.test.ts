import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TrapConfig } from '#probes/trap/config.ts';
import { describeTrap, type ReceivedTrap } from '#probes/trap/describe-trap.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { openTrapListener, type TrapListener } from './trap-listener.ts';

const run = promisify(execFile);
const ENGINE = '8000b983800102030405060708090a0b0c';
const USERS = [
  { user: 'noauth' },
  { user: 'auth', auth: 'sha256', auth_password: 'auth-secret' },
  { user: 'priv', auth: 'sha', auth_password: 'auth-secret', priv: 'aes', priv_password: 'priv-secret' },
];
const PRIV = ['-a', 'SHA', '-A', 'auth-secret', '-x', 'AES', '-X', 'priv-secret'];

let listener: TrapListener;
let traps: ReceivedTrap[];
let troubles: (string | undefined)[];
let folder: string;
let nowMs: number;

beforeEach(() => {
  traps = [];
  troubles = [];
  nowMs = 0;
  folder = mkdtempSync(join(tmpdir(), 'ward-traps-'));
});

afterEach(() => {
  listener?.close();
  rmSync(folder, { recursive: true, force: true });
});

describeWith('snmptrap', 'traps from Debian’s snmptrap', () => {
  test('of version 1 are named as version 2 would, with the device that they are about', async () => {
    await listen();

    await send('-v1', '-c', 'public', at(), '1.3.6.1.4.1.9999', '10.9.8.7', '6', '17', '4711', ...text());
    await send('-v1', '-c', 'public', at(), '1.3.6.1.4.1.9999', '10.9.8.7', '2', '0', '4711');
    await until(() => traps.length === 2);

    expect(traps[0]).toMatchObject({
      version: '1',
      source: '127.0.0.1',
      about: '10.9.8.7',
      oid: '1.3.6.1.4.1.9999.0.17',
    });
    expect(describe(0)).toEqual([['1.3.6.1.4.1.9999.1', '风扇 2']]);
    expect(traps[1]?.oid).toBe('1.3.6.1.6.3.1.1.5.3');
  });

  test('of version 2c, and informs, which are answered', async () => {
    await listen();

    await send('-v2c', '-c', 'public', at(), '4711', '1.3.6.1.4.1.9999.0.17', ...text());
    await send('-v2c', '-c', 'public', '-Ci', at(), '4711', '1.3.6.1.4.1.9999.0.18');

    await until(() => traps.length === 2);
    expect(traps.map(({ version, oid }) => [version, oid])).toEqual([
      ['2c', '1.3.6.1.4.1.9999.0.17'],
      ['2c', '1.3.6.1.4.1.9999.0.18'],
    ]);
  });

  test('of other communities than those that are named are refused and not answered', async () => {
    await listen({ communities: ['ours'] });

    await send('-v2c', '-c', 'theirs', at(), '4711', '1.3.6.1.4.1.9999.0.17');
    await expect(
      send('-v2c', '-c', 'theirs', '-r', '0', '-t', '0.2', '-Ci', at(), '4711', '1.3.6.1.4.1.9999.0.17'),
    ).rejects.toThrow();
    await send('-v2c', '-c', 'ours', at(), '4711', '1.3.6.1.4.1.9999.0.18');

    await until(() => traps.length === 1);
    expect(traps[0]?.oid).toBe('1.3.6.1.4.1.9999.0.18');
    expect(listener.figures()).toMatchObject({ received: 3, refused: 2 });
  });

  test('of version 3 are opened with the passwords of their user', async () => {
    await listen();
    const trap = [at(), '4711', '1.3.6.1.4.1.9999.0.17', ...text()];

    await send('-v3', '-e', '0x8000000001020304', '-l', 'noAuthNoPriv', '-u', 'noauth', ...trap);
    await send(
      ...['-v3', '-e', '0x8000000001020304', '-l', 'authNoPriv', '-u', 'auth'],
      ...['-a', 'SHA-256', '-A', 'auth-secret', ...trap],
    );
    await send('-v3', '-e', '0x8000000001020304', '-l', 'authPriv', '-u', 'priv', ...PRIV, ...trap);

    await until(() => traps.length === 3);
    for (const index of [0, 1, 2]) {
      expect(traps[index]).toMatchObject({ version: '3', source: '127.0.0.1', oid: '1.3.6.1.4.1.9999.0.17' });
      expect(describe(index)).toEqual([['1.3.6.1.4.1.9999.1', '风扇 2']]);
    }
  });

  test('of version 3 as informs are answered, after the sender has asked for our engine', async () => {
    await listen();

    await send('-v3', '-Ci', '-l', 'authPriv', '-u', 'priv', ...PRIV, at(), '4711', '1.3.6.1.4.1.9999.0.17');

    await until(() => traps.length === 1);
    expect(traps[0]).toMatchObject({ version: '3', oid: '1.3.6.1.4.1.9999.0.17' });
  });

  test('of version 3 with another password, level or user are refused', async () => {
    await listen();
    const engine = ['-v3', '-e', '0x8000000001020304'];
    const trap = [at(), '4711', '1.3.6.1.4.1.9999.0.17'];

    await send(...engine, '-l', 'authNoPriv', '-u', 'auth', '-a', 'SHA-256', '-A', 'wrong-secret', ...trap);
    await send(...engine, '-l', 'noAuthNoPriv', '-u', 'priv', ...trap);
    await send(...engine, '-l', 'noAuthNoPriv', '-u', 'stranger', ...trap);

    await until(() => listener.figures().refused === 3);
    expect(traps).toEqual([]);
  });
});

test('a source that sends too much is held to a hundred a second, and what is more is counted', async () => {
  await listen();
  const socket = createSocket('udp4');
  const trap = Buffer.from('302902010104067075626c6963a71c020101020100020100301130', 'hex');
  for (let round = 0; round < 150; round++) {
    await new Promise((resolve) => socket.send(trap, listener.address?.port, '127.0.0.1', resolve));
  }
  socket.close();

  await until(() => listener.figures().received === 150);

  expect(listener.figures()).toMatchObject({ excess: 50, refused: 100 });
});

test('garbage is refused, and hurts nobody', async () => {
  await listen();
  const socket = createSocket('udp4');
  for (let length = 0; length < 60; length++) {
    const garbage = Buffer.from(Array.from({ length }, (_, at) => (at * 7 + length) % 256));
    await new Promise((resolve) => socket.send(garbage, listener.address?.port, '127.0.0.1', resolve));
  }
  socket.close();

  await until(() => listener.figures().received === 60);

  expect(listener.figures().refused).toBe(60);
  expect(traps).toEqual([]);
});

test('a port that somebody has is said with what helps, and taken when it is free', async () => {
  const other = createSocket('udp4');
  await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
  const { port } = other.address();

  await listen({ listen: `127.0.0.1:${port}` });
  expect(listener.address).toBeUndefined();
  expect(troubles).toEqual([expect.stringContaining('another program, such as snmptrapd, has it')]);

  other.close();
  await until(() => listener.address !== undefined);
  expect(troubles.at(-1)).toBeUndefined();
});

test.skipIf(process.getuid?.() === 0)('a port without the right to it is said with what helps', async () => {
  await listen({ listen: '127.0.0.1:162' });

  expect(troubles[0]).toContain('a port below 1024 needs rights. Give the agent CAP_NET_BIND_SERVICE');
});

async function listen(config: object = {}): Promise<void> {
  listener = await openTrapListener({
    config: TrapConfig.parse({ listen: '127.0.0.1:0', users: USERS, ...config }),
    engineId: ENGINE,
    onTrap: (trap) => traps.push(trap),
    onTrouble: (why) => troubles.push(why),
    monotonicMs: () => nowMs,
    retryMs: 20,
  });
}

function at(): string {
  return `127.0.0.1:${listener.address?.port}`;
}

function text(): string[] {
  return ['1.3.6.1.4.1.9999.1', 's', '风扇 2'];
}

function describe(index: number): string[][] {
  const { varbinds } = describeTrap(traps[index] as ReceivedTrap, undefined);
  return varbinds.map(({ oid, value }) => [oid, value]);
}

/** The tool keeps engine and boots in a folder of its own. */
async function send(...args: string[]): Promise<void> {
  await run('snmptrap', ['-m', '', ...args], {
    env: { ...process.env, SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder },
    timeout: 8_000,
  });
}

async function until(isTrue: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isTrue()).toBe(true), { timeout: 5_000, interval: 5 });
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dbusClient } from './dbus.ts';

const BUS = 'org.freedesktop.DBus';
const hasDaemon = spawnSync('dbus-daemon', ['--version']).status === 0;

let directory: string;
let socketPath: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-dbus-'));
  socketPath = join(directory, 'bus');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe.skipIf(!hasDaemon)('asking a real message bus', () => {
  let daemon: ChildProcess;
  beforeEach(async () => {
    daemon = spawn('dbus-daemon', ['--session', '--nofork', `--address=unix:path=${socketPath}`], {
      stdio: 'ignore',
    });
    // Its file is there a moment before it listens.
    await expect.poll(() => isListening(socketPath)).toBe(true);
  });
  afterEach(() => {
    daemon.kill('SIGKILL');
  });

  const ask = (member: string, body: string[] = []) => ({
    destination: BUS,
    path: '/org/freedesktop/DBus',
    interface: BUS,
    member,
    body,
  });

  it('gets lists and strings', async () => {
    const bus = dbusClient(socketPath, 2_000);

    expect(await bus.call(ask('ListNames'))).toEqual([[BUS, expect.stringMatching(/^:/)]]);
    expect(await bus.call(ask('GetNameOwner', [BUS]))).toEqual([BUS]);
    bus.close();
  });

  it('gets variants inside of dictionaries', async () => {
    const bus = dbusClient(socketPath, 2_000);
    const [all] = await bus.call({ ...ask('GetAll', [BUS]), interface: 'org.freedesktop.DBus.Properties' });

    expect(all).toContainEqual(['Interfaces', expect.any(Array)]);
    bus.close();
  });

  it('says what the bus refused and goes on', async () => {
    const bus = dbusClient(socketPath, 2_000);

    await expect(bus.call(ask('GetNameOwner', ['org.nobody.Here']))).rejects.toThrow('NameHasNoOwner');
    expect(await bus.call(ask('GetNameOwner', [BUS]))).toEqual([BUS]);
    bus.close();
  });

  it('connects anew when the bus was started again', async () => {
    const bus = dbusClient(socketPath, 2_000);
    await bus.call(ask('ListNames'));
    daemon.kill('SIGKILL');
    await new Promise((resolve) => daemon.once('exit', resolve));
    await expect(bus.call(ask('ListNames'))).rejects.toThrow();
    rmSync(socketPath, { force: true });
    daemon = spawn('dbus-daemon', ['--session', '--nofork', `--address=unix:path=${socketPath}`], {
      stdio: 'ignore',
    });

    await expect.poll(() => bus.call(ask('GetNameOwner', [BUS])).catch(() => undefined)).toEqual([BUS]);
    bus.close();
  });
});

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}

describe('a message bus that does not do its part', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
    server = undefined;
  });

  async function listen(answer: (data: Buffer) => string | Buffer): Promise<void> {
    server = createServer((socket) => {
      socket.unref();
      socket.on('data', (data) => socket.write(answer(data)));
      socket.on('error', () => {});
    });
    server.unref();
    await new Promise<void>((resolve) => server?.listen(socketPath, resolve));
  }

  const call = { destination: 'a.b', path: '/', interface: 'a.b', member: 'C', body: [] };

  it('is told by what it said when it lets nobody in', async () => {
    await listen(() => 'REJECTED EXTERNAL\r\n');

    await expect(dbusClient(socketPath, 1_000).call(call)).rejects.toThrow(
      'does not let us in: REJECTED EXTERNAL',
    );
  });

  it('is given up when it stays silent', async () => {
    await listen((data) => (data.includes('AUTH') ? 'OK 0123\r\n' : ''));

    await expect(dbusClient(socketPath, 100).call(call)).rejects.toThrow('within 100 ms');
  });

  it('is given up when it sends nonsense', async () => {
    await listen((data) => (data.includes('AUTH') ? 'OK 0123\r\n' : Buffer.alloc(64, 0x42)));

    await expect(dbusClient(socketPath, 1_000).call(call)).rejects.toThrow('byte order');
  });

  it('is named when it is not there', async () => {
    await expect(dbusClient(join(directory, 'none'), 1_000).call(call)).rejects.toThrow('ENOENT');
  });
});

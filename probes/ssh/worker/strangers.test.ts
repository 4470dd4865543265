import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ssh } from '../ssh.ts';
import { testOptions } from '../test-memory.ts';
import { createGate } from './gate.ts';
import { takePool } from './pool.ts';

const running = new AbortController().signal;
const { giveBack } = takePool();
afterAll(giveBack);

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server?.close();
});

/** A server that is none for SSH: told of each connection. */
async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).resume();
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function stateOf(port: number): Promise<string> {
  const config = ssh.config.parse({ address: '127.0.0.1', port, user: 'u', password: 'p', timeout: '500ms' });
  const probe = ssh.create(config, testOptions());
  const failure = await probe.collect(running).catch((error) => error);
  await probe.close();
  expect(failure.message).not.toBe('');
  return failure.state;
}

const noise = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 7 + 13) % 251));

describe('whoever answers at the port of SSH', () => {
  it.each([
    ['speaks HTTP', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'not_understood'],
    ['speaks SSH 1.5', (socket: Socket) => socket.write('SSH-1.5-Cisco-1.25\r\n'), 'not_understood'],
    [
      'tells no software behind its version',
      (socket: Socket) => socket.write('SSH-2.0-\r\n'),
      'not_understood',
    ],
    ['hangs up at once', (socket: Socket) => socket.end(), 'refused'],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy(), 'refused'],
    ['greets and hangs up', (socket: Socket) => socket.end('SSH-2.0-x\r\n'), 'refused'],
    [
      'greets and sends garbage',
      (socket: Socket) => socket.write(Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), noise(5_000)])),
      'unsupported',
    ],
    ['sends garbage without an end', (socket: Socket) => socket.write(noise(500_000)), 'not_understood'],
  ] as const)('%s: a clear state, and nobody else is hurt', async (_name, onConnection, state) => {
    expect(await stateOf(await listen(onConnection))).toBe(state);
  });

  it('greets and falls silent: silent within its time', async () => {
    const port = await listen((socket) => socket.write('SSH-2.0-x\r\n'));
    const config = ssh.config.parse({
      address: '127.0.0.1',
      port,
      user: 'u',
      password: 'p',
      timeout: '500ms',
    });
    const probe = ssh.create(config, testOptions());
    const abort = new AbortController();
    const collected = probe.collect(abort.signal).catch((error) => error);
    await expect.poll(() => sockets.size).toBe(1);
    abort.abort();

    expect((await collected).state).toBe('silent');
    await probe.close();
  });
});

describe('a gate', () => {
  it('lets so many through at a time, in their order', async () => {
    const gate = createGate(2);
    const entered: number[] = [];
    const leaves: (() => void)[] = [];
    const all = [0, 1, 2, 3].map(async (at) => {
      const leave = await gate.enter();
      entered.push(at);
      leaves[at] = leave;
    });
    await Promise.all(all.slice(0, 2));
    expect(entered).toEqual([0, 1]);
    leaves[0]?.();
    leaves[0]?.();
    await all[2];
    expect(entered).toEqual([0, 1, 2]);
    leaves[1]?.();
    await all[3];
    expect(entered).toEqual([0, 1, 2, 3]);
  });
});

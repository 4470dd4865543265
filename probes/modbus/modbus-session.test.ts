import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startModbusDevice } from '#simulator/modbus/modbus-device.ts';
import { type ModbusSession, openModbus } from './modbus-session.ts';

const never = new AbortController().signal;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A real Modbus server; holding register n is n, input registers from 100 on do not exist. */
async function device(): Promise<number> {
  const { port, close } = await startModbusDevice({
    unit: 3,
    registers: {
      holding: (address) => address,
      input: (address) => (address < 100 ? 2 * address : undefined),
      coil: (address) => address % 2 === 1,
      discrete: () => true,
    },
  });
  closers.push(close);
  return port;
}

const notModbus = 'HTTP/1.1 400 Bad Request\r\n\r\n';

/** Something that listens on TCP and does as it is told with what comes. */
async function listener(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer(onSocket).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => server.close());
  return (server.address() as { port: number }).port;
}

async function open(port: number, timeoutMs = 2_000): Promise<ModbusSession> {
  const session = await openModbus({ address: '127.0.0.1', port, unit: 3, timeoutMs, pauseMs: 0 }, never);
  closers.push(() => session.close());
  return session;
}

describe('a Modbus device', () => {
  it('gives registers, coils and inputs', async () => {
    const session = await open(await device());

    expect(await session.read({ table: 'holding', address: 40, count: 3 }, never)).toEqual([40, 41, 42]);
    expect(await session.read({ table: 'input', address: 4, count: 1 }, never)).toEqual([8]);
    expect(await session.read({ table: 'coil', address: 0, count: 3 }, never)).toEqual([0, 1, 0]);
    expect(await session.read({ table: 'discrete', address: 9, count: 1 }, never)).toEqual([1]);
  });

  it('that refuses some registers still gives others', async () => {
    const session = await open(await device());

    await expect(session.read({ table: 'input', address: 100, count: 1 }, never)).rejects.toMatchObject({
      name: 'RefusedRegistersError',
    });
    expect(await session.read({ table: 'input', address: 1, count: 1 }, never)).toEqual([2]);
  });

  it('that never answers is silent after its time', async () => {
    const session = await open(await listener(() => {}), 50);

    await expect(session.read({ table: 'holding', address: 0, count: 1 }, never)).rejects.toMatchObject({
      state: 'silent',
    });
  });

  it('that hangs up in the middle is silent', async () => {
    const session = await open(await listener((socket) => socket.once('data', () => socket.destroy())), 200);

    await expect(session.read({ table: 'holding', address: 0, count: 1 }, never)).rejects.toMatchObject({
      state: 'silent',
    });
  });

  it.each([
    ['when it is asked', (socket: Socket) => socket.once('data', () => socket.write(notModbus))],
    ['at once', (socket: Socket) => socket.write(notModbus)],
    ['and hangs up', (socket: Socket) => socket.once('data', () => socket.end(notModbus))],
  ])('that says something else %s is not understood', async (_when, onSocket) => {
    const session = await open(await listener(onSocket), 100);

    await expect(session.read({ table: 'holding', address: 0, count: 1 }, never)).rejects.toMatchObject({
      state: 'not_understood',
    });
  });

  it('whose port is shut refuses', async () => {
    const port = await listener(() => {});
    await closers.pop()?.();

    await expect(open(port)).rejects.toMatchObject({ state: 'refused' });
  });

  it('is left as soon as nobody waits any more', async () => {
    const session = await open(await listener(() => {}), 60_000);
    const stopped = new AbortController();

    const asked = session.read({ table: 'holding', address: 0, count: 1 }, stopped.signal);
    stopped.abort(new Error('nobody waits'));

    await expect(asked).rejects.toThrow('nobody waits');
  });
});

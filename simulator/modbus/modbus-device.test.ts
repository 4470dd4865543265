import modbusSerial from 'modbus-serial';
import { afterEach, expect, test } from 'vitest';
import { type ModbusDevice, type ModbusDeviceOptions, startModbusDevice } from './modbus-device.ts';

const opened: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const registers = {
  holding: (address: number) => (address < 4 ? 100 + address : undefined),
  input: (address: number) => (address === 0 ? 0xffff : undefined),
  coil: (address: number) => (address < 2 ? address === 1 : undefined),
};

test('registers and bits are read by their address', async () => {
  const client = await open(await start({ registers }));

  expect((await client.readHoldingRegisters(1, 3)).data).toEqual([101, 102, 103]);
  expect((await client.readInputRegisters(0, 1)).data).toEqual([0xffff]);
  expect((await client.readCoils(0, 2)).data.slice(0, 2)).toEqual([false, true]);
});

test('what a device does not have is an exception', async () => {
  const client = await open(await start({ registers }));

  await expect(client.readHoldingRegisters(3, 2)).rejects.toMatchObject({ modbusCode: 2 });
  await expect(client.readDiscreteInputs(0, 1)).rejects.toMatchObject({ modbusCode: 2 });
});

test('a device can be silent, and fail, from one moment to the next', async () => {
  const device = await start({ registers, quirks: { exception: 4 } });
  const client = await open(device);

  await expect(client.readHoldingRegisters(0, 1)).rejects.toMatchObject({ modbusCode: 4 });
  device.quirks.exception = 0;
  expect((await client.readHoldingRegisters(0, 1)).data).toEqual([100]);
  device.quirks.silent = true;
  await expect(client.readHoldingRegisters(0, 1)).rejects.toThrow(/Timed out/);
});

test('devices have ports of their own', async () => {
  const ports = [(await start({ registers })).port, (await start({ registers })).port];

  expect(new Set([...ports, 502]).size).toBe(3);
});

test('a port that is taken is told by name', async () => {
  const { host, port } = await start({ registers });

  await expect(startModbusDevice({ host, port, registers })).rejects.toThrow(`${host}:${port} cannot be`);
});

async function start(options: ModbusDeviceOptions): Promise<ModbusDevice> {
  const device = await startModbusDevice(options);
  opened.push(device);
  return device;
}

async function open({ host, port }: ModbusDevice): Promise<InstanceType<typeof modbusSerial.default>> {
  const client = new modbusSerial.default();
  await client.connectTCP(host, { port });
  client.setTimeout(150);
  opened.push({ close: () => new Promise<void>((resolve) => client.close(() => resolve())) });
  return client;
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModbusDevice, startModbusDevice } from '#simulator/modbus/modbus-device.ts';
import { ModbusConfig } from './config.ts';
import { modbus } from './modbus.ts';

const never = new AbortController().signal;
const registers = new Map([
  [0, 455],
  [1, 65_511],
  [10, 0x42c8],
  [11, 0],
  [12, 0b101],
  [13, 3],
]);
let device: ModbusDevice;
let folder: string;

beforeAll(async () => {
  device = await startModbusDevice({ registers: { holding: (address) => registers.get(address) } });
  folder = mkdtempSync(join(tmpdir(), 'ward-modbus-'));
  writeFileSync(
    join(folder, 'my-cooler.yaml'),
    `profile: my-cooler
title: { zh-CN: 空调, en: Cooler }
protocol: modbus
kind: air_conditioner
sections:
  - name: cooler
    kind: scalars
    read:
      capacity: { register: { table: holding, address: 10, type: float32 } }
      alarm: { register: { table: holding, address: 12, bit: 2 }, words: { 0: 'no', 1: 'yes' } }
      state: { register: { table: holding, address: 13 }, words: { 1: 'on', 3: standby } }
      nothing: { register: { table: holding, address: 14 } }
    readings:
      - { metric: cooling.capacity_percent, value: capacity }
      - { metric: cooling.general_alarm, value: alarm }
      - { metric: cooling.state, value: state }
      - { metric: cooling.fan_percent, value: nothing }
`,
  );
});
afterAll(async () => {
  await device.close();
  rmSync(folder, { recursive: true });
});

const options = () => ({ procPath: '', sysPath: '', now: Date.now, profiles: folder });
const config = (profile: string) => ModbusConfig.parse({ address: device.host, port: device.port, profile });

it('reads a sensor by a shipped profile, again and again with the same columns', async () => {
  const probe = modbus.create(config('modbus-climate-sensor'), options());

  const first = await probe.collect(never);
  registers.set(1, 251);
  const second = await probe.collect(never);
  await probe.close();

  expect(first.readings.map(({ column, value }) => [column.metric, value])).toEqual([
    ['room.temperature_celsius', -2.5],
    ['room.humidity_percent', 45.5],
  ]);
  expect(second.readings[0]?.value).toBe(25.1);
  expect(second.readings[0]?.column).toBe(first.readings[0]?.column);
});

it('reads a device by a profile of the user, and explains what it read', async () => {
  const explanation = await modbus.explain?.(config('my-cooler'), options(), never);

  const told = explanation?.readings.filter(({ value }) => value !== null);
  expect(told?.map(({ metric, value, word }) => [metric, value, word])).toEqual([
    ['cooling.capacity_percent', 100, ''],
    ['cooling.general_alarm', 1, 'yes'],
    ['cooling.state', 2, 'standby'],
  ]);
  expect(explanation?.recognised).toMatchObject({ profile: 'my-cooler', kind: 'air_conditioner' });
});

describe('a device that takes the connection and says nothing', () => {
  let silent: ModbusDevice;
  beforeAll(async () => {
    silent = await startModbusDevice({ registers: { holding: () => 1 }, quirks: { silent: true } });
  });
  afterAll(() => silent.close());

  const probeOf = (timeout: string) =>
    modbus.create(
      ModbusConfig.parse({
        address: '127.0.0.1',
        port: silent.port,
        profile: 'modbus-climate-sensor',
        timeout,
      }),
      options(),
    );

  it('is silent when the time of a collection is over', async () => {
    const probe = probeOf('30s');
    const abort = new AbortController();
    const { reads } = silent.figures;

    const failed = expect(probe.collect(abort.signal)).rejects.toMatchObject({ state: 'silent' });
    await expect.poll(() => silent.figures.reads).toBeGreaterThan(reads);
    abort.abort();

    await failed;
    await probe.close();
  });

  it('is silent when each of its answers was waited for', async () => {
    const probe = probeOf('100ms');

    await expect(probe.collect(never)).rejects.toMatchObject({ state: 'silent' });
    await probe.close();
  });
});

it('asks over a new connection when the device has ended the old one', async () => {
  const device = await startModbusDevice({ registers: { holding: () => 215 } });
  const { port } = device;
  const probe = modbus.create(
    ModbusConfig.parse({ address: '127.0.0.1', port, profile: 'modbus-climate-sensor' }),
    options(),
  );
  await probe.collect(never);
  await device.close();
  const again = await startModbusDevice({ port, registers: { holding: () => 216 } });

  await expect(probe.collect(never)).rejects.toMatchObject({ state: 'silent' });
  const { readings } = await probe.collect(never);

  expect(readings[0]?.value).toBe(21.6);
  await probe.close();
  await again.close();
});

it('is unsupported when it has none of the registers of the profile', async () => {
  const device = await startModbusDevice({ registers: { holding: () => undefined } });
  const probe = modbus.create(
    ModbusConfig.parse({ address: '127.0.0.1', port: device.port, profile: 'modbus-climate-sensor' }),
    options(),
  );

  await expect(probe.collect(never)).rejects.toMatchObject({ state: 'unsupported' });
  await probe.close();
  await device.close();
});

it('names the profiles there are when the one that is wanted is not among them', async () => {
  const probe = modbus.create(config('modbus-climate'), options());

  await expect(probe.collect(never)).rejects.toMatchObject({
    state: 'misconfigured',
    message: expect.stringContaining('modbus-climate-sensor'),
  });
});

import { describe, expect, it } from 'vitest';
import { readWalk, systemText, walkText } from './walk-text.ts';

const ENTITY = '1.3.6.1.2.1.47.1.1.1.1';
const STATE = '1.3.6.1.4.1.25506.2.6.1.1.1.1';
const DEVICE = '1.3.6.1.4.1.25506.8.35.9.1';
const OPTIC = '1.3.6.1.4.1.25506.2.70.1.1.1';
const STACK = '1.3.6.1.4.1.25506.2.91.4.1';

const comware7 = systemText(
  '1.3.6.1.4.1.25506.1.1740',
  'H3C Comware Platform Software, Software Version 7.1.070, Release 6520P09\r\nH3C S6520X-54QC-EI\r\nCopyright (c) 2004-2021',
);

/** Two members of a stack that name their parts alike; a port and an empty slot have rows as well. */
const boards = walkText({
  [`${ENTITY}.5`]: { 2: 3, 10: 9, 11: 5, 12: 10, 20: 8, 110: 9 },
  [`${ENTITY}.7`]: { 2: 'S6520X', 10: 'Board', 11: 'Slot 1', 12: 'Port 1', 20: 'Hotspot 1', 110: 'Board' },
  [`${ENTITY}.11`]: { 2: '210235A1B2C3D4E5F6G7' },
  [`${STATE}.3`]: { 10: 3, 110: 4 },
  [`${STATE}.6`]: { 2: 0, 10: 17, 11: 0, 12: 0, 20: 0, 110: 0 },
  [`${STATE}.7`]: { 2: 0, 10: 80, 11: 0, 12: 0, 20: 0, 110: 100 },
  [`${STATE}.8`]: { 2: 0, 10: 41, 11: 0, 12: 0, 20: 0, 110: 38 },
  [`${STATE}.10`]: { 2: 0, 10: 4_294_967_295, 11: 0, 12: 0, 20: 0, 110: 2_000_000_000 },
  [`${STATE}.32`]: { 2: 0, 10: 8_000_000_000, 11: 0, 12: 0, 20: 0 },
  [`${STATE}.12`]: { 2: 65_535, 10: 65_535, 11: 65_535, 12: 65_535, 20: 47, 110: 0 },
  [`${STATE}.13`]: { 20: 80 },
  [`${STATE}.17`]: { 20: 97 },
  [`${STATE}.21`]: { 20: -5 },
  [`${STATE}.19`]: { 2: 1, 10: 2, 11: 4, 12: 31, 110: 2 },
});

describe('H3C Comware', () => {
  it('says what it is', async () => {
    const { profile, identity } = await readWalk(comware7, boards);

    expect(profile.profile).toBe('h3c-comware');
    expect(identity).toMatchObject({
      model: 'S6520X-54QC-EI',
      serial: '210235A1B2C3D4E5F6G7',
      version: '7.1.070, Release 6520P09',
    });
  });

  it.each([
    [
      'H3C Switch S5120 Software Version 5.20, Release 1513P62\r\nCopyright',
      'S5120',
      '5.20, Release 1513P62',
    ],
    [
      'HPE Comware Platform Software, Software Version 7.1.045\nHPE 5900AF Switch\r\nCopy',
      '5900AF Switch',
      '7.1.045',
    ],
    [
      'HP Comware Platform Software, Software Version 7.1.045, Release 2416 HP FF 5930-32QSFP  Switch Copyright (c) 2014',
      'FF 5930-32QSFP Switch',
      '7.1.045, Release 2416',
    ],
  ])('is understood by what its software says: %s', async (description, model, version) => {
    const { identity } = await readWalk(systemText('1.3.6.1.4.1.25506.11.1.9', description));

    expect(identity).toMatchObject({ model, version });
  });

  it('takes processors and memory of boards, not the zeros of ports and slots', async () => {
    const { values, readings } = await readWalk(comware7, boards);

    expect(values).toMatchObject({
      'cpu.usage_active Board': 17,
      'mem.used_percent Board': 41,
      'mem.total Board': 8_000_000_000,
      'cpu.usage_active Board #110': 0,
      'mem.used_percent Board #110': 38,
      'mem.total Board #110': 2_000_000_000,
    });
    const processors = readings.filter(({ column }) => column.metric === 'cpu.usage_active');
    expect(processors.map(({ column }) => column.limits)).toEqual([{ high: 80 }, undefined]);
  });

  it('takes temperatures with their limits where a sensor is', async () => {
    const { readings } = await readWalk(comware7, boards);

    const temperatures = readings.filter(({ column }) => column.metric === 'hardware.temperature_celsius');
    expect(temperatures).toEqual([
      {
        column: expect.objectContaining({
          labels: { sensor: 'Hotspot 1' },
          limits: { low: -5, high: 80, criticalHigh: 97 },
        }),
        value: 47,
      },
    ]);
  });

  it('knows a board in danger, and leaves an empty slot out', async () => {
    const { values } = await readWalk(comware7, boards);

    expect(values).toMatchObject({
      'hardware.state board Board': 'ok',
      'hardware.state board Board #110': 'critical',
    });
    expect(Object.keys(values).filter((name) => name.startsWith('hardware.state board'))).toHaveLength(2);
  });

  it.each([
    ['H3C SecPath F1070', 'h3c-secpath', 'firewall'],
    ['H3C MSR36-40', 'h3c-router', 'router'],
    ['H3C S5560X-30C-EI', 'h3c-comware', 'switch'],
  ])('%s is what it is for', async (model, name, kind) => {
    const { profile, values } = await readWalk(
      systemText(
        '1.3.6.1.4.1.25506.1.1',
        `H3C Comware Platform Software, Software Version 7.1.064, Release 9345P20\r\n${model}\r\nCopyright`,
      ),
      walkText({ '1.3.6.1.4.1.25506.2.149.1.1.1.4': { '0.1.0': 1_200, '0.2.0': 34 } }),
    );

    expect(profile).toMatchObject({ profile: name, kind });
    expect(values['firewall.sessions']).toBe(kind === 'firewall' ? 1_234 : undefined);
  });

  it('takes the parts of all members of a stack, which the device manager does not know', async () => {
    const parts = walkText({
      [`${ENTITY}.5`]: { 31: 6, 33: 7, 131: 6, 132: 6, 133: 7 },
      [`${ENTITY}.7`]: {
        31: 'PSU 1',
        33: 'FAN 1',
        131: 'PSU 1',
        132: 'PW 2 PSR2500-12A B21C3D4E5F6 0V0.5A',
        133: 'FAN 1',
      },
      [`${STATE}.19`]: { 31: 2, 33: 2, 131: 51, 132: 2, 133: 41 },
      [`${DEVICE}.1.1.2`]: { 0: 1 },
      [`${DEVICE}.2.1.2`]: { 0: 1, 1: 3 },
    });

    const { values } = await readWalk(comware7, parts);

    const states = Object.entries(values).filter(([name]) => name.startsWith('hardware.state'));
    expect(Object.fromEntries(states)).toEqual({
      'hardware.state power PSU 1': 'ok',
      'hardware.state power PSU 1 #131': 'critical',
      'hardware.state power PW 2': 'ok',
      'hardware.state fan FAN 1': 'ok',
      'hardware.state fan FAN 1 #133': 'critical',
    });
  });

  it('leaves out fans and supplies that are not installed, and knows those that stand', async () => {
    const parts = walkText({
      [`${DEVICE}.1.1.2`]: { 1: 1, 2: 2, 3: 3 },
      [`${DEVICE}.1.1.6`]: { 1: 10_000 },
      [`${DEVICE}.1.1.7`]: { 1: 2_500 },
      [`${DEVICE}.2.1.2`]: { 1: 1, 2: 3, 3: 4 },
    });

    const { values } = await readWalk(comware7, parts);

    const states = Object.entries(values).filter(([name]) => name.startsWith('hardware.state'));
    expect(Object.fromEntries(states)).toEqual({
      'hardware.state fan Fan 1': 'ok',
      'hardware.state fan Fan 2': 'critical',
      'hardware.state power Power 1': 'ok',
    });
    expect(values).toMatchObject({ 'hardware.fan_rpm Fan 1': 2_500, 'hardware.fan_percent Fan 1': 25 });
  });

  it('asks the entities where the device manager does not answer', async () => {
    const parts = walkText({
      [`${ENTITY}.5`]: { 31: 6, 32: 6, 33: 7 },
      [`${ENTITY}.7`]: { 31: 'PSU1', 32: 'PSU2', 33: 'FAN1' },
      [`${STATE}.19`]: { 31: 51, 32: 4, 33: 2 },
    });

    const { values } = await readWalk(comware7, parts);

    expect(values).toMatchObject({
      'hardware.state power PSU1': 'critical',
      'hardware.state fan FAN1': 'ok',
    });
    expect(values).not.toHaveProperty('hardware.state power PSU2');
  });

  it('reads the tree of firmware from before H3C had a number', async () => {
    const old = walkText({
      [`${ENTITY}.7`]: { 9: 'Board 0' },
      '1.3.6.1.4.1.2011.10.2.6.1.1.1.1.6': { 9: 23 },
      '1.3.6.1.4.1.2011.10.2.6.1.1.1.1.8': { 9: 60 },
      '1.3.6.1.4.1.2011.10.2.6.1.1.1.1.12': { 9: 44 },
      '1.3.6.1.4.1.2011.2.23.1.9.1.1.1.2': { 1: 2 },
    });
    const system = systemText('1.3.6.1.4.1.2011.10.1.88', 'H3C S5100-24P-EI Product Version S5100EI-2200');

    const { profile, values } = await readWalk(system, old);

    expect(profile.profile).toBe('h3c-comware');
    expect(values).toMatchObject({
      'cpu.usage_active Board 0': 23,
      'mem.used_percent Board 0': 60,
      'hardware.temperature_celsius Board 0': 44,
      'hardware.state fan Fan 1': 'critical',
    });
  });

  it('reads light in hundredths of dBm, and its alarm limits in tenths of microwatts', async () => {
    const optics = walkText({
      '1.3.6.1.2.1.31.1.1.1.1': { 7: 'XGE1/0/7', 8: 'XGE1/0/8' },
      [`${OPTIC}.9`]: { 7: -225, 8: 2_147_483_647 },
      [`${OPTIC}.12`]: { 7: -1_834, 8: 2_147_483_647 },
      [`${OPTIC}.13`]: { 7: 50, 8: 50 },
      [`${OPTIC}.14`]: { 7: -1_440, 8: -1_440 },
      [`${OPTIC}.15`]: { 7: 39, 8: 2_147_483_647 },
      [`${OPTIC}.16`]: { 7: 331, 8: 2_147_483_647 },
      [`${OPTIC}.17`]: { 7: 512, 8: 2_147_483_647 },
      [`${OPTIC}.34`]: { 7: 10_000, 8: 0 },
      [`${OPTIC}.35`]: { 7: 100, 8: 0 },
    });

    const { readings, values } = await readWalk(comware7, optics);

    expect(values).toMatchObject({
      'optic.rx_dbm XGE1/0/7': -18.34,
      'optic.tx_dbm XGE1/0/7': -2.25,
      'optic.temperature_celsius XGE1/0/7': 39,
      'optic.voltage_volts XGE1/0/7': 3.31,
      'optic.bias_milliamps XGE1/0/7': 5.12,
    });
    expect(Object.keys(values).filter((name) => name.endsWith('XGE1/0/8'))).toEqual([]);
    expect(readings.find(({ column }) => column.metric === 'optic.rx_dbm')?.column.limits).toEqual({
      low: -14.4,
      high: 0.5,
      criticalLow: -20,
      criticalHigh: 0,
    });
  });

  it('knows a stack port that is down from one without cables', async () => {
    const stack = walkText({
      [`${STACK}.2`]: { '1.1': 2, '1.2': 1, '2.1': 2 },
      [`${STACK}.3`]: { '1.1': 1, '1.2': 4, '2.1': 2 },
    });

    const { values } = await readWalk(comware7, stack);

    expect(values).toMatchObject({
      'hardware.state stack IRF-port 1/1': 'ok',
      'hardware.state stack IRF-port 2/1': 'critical',
    });
    expect(values).not.toHaveProperty('hardware.state stack IRF-port 1/2');
  });
});

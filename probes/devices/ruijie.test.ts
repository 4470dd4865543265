import { describe, expect, it } from 'vitest';
import { readWalk, systemText, walkText } from './walk-text.ts';

const RUIJIE = '1.3.6.1.4.1.4881.1.1.10.2';
const rgos = systemText(
  '1.3.6.1.4.1.4881.1.1.10.1.150',
  'Ruijie Full 10G Routing Switch(S6220-48XS) By Ruijie Networks',
);

describe('Ruijie RGOS', () => {
  it('says what it is', async () => {
    const texts = walkText({
      [`${RUIJIE}.1.1.2.0`]: 'S6220_RGOS 11.0(5)B9P59',
      [`${RUIJIE}.1.1.24.0`]: 'G1XX12345678A',
    });

    const { profile, identity } = await readWalk(rgos, texts);

    expect(profile.profile).toBe('ruijie');
    expect(identity).toMatchObject({
      model: 'S6220-48XS',
      serial: 'G1XX12345678A',
      version: 'S6220_RGOS 11.0(5)B9P59',
    });
  });

  it('takes load with the limits of the device', async () => {
    const { values, readings } = await readWalk(
      rgos,
      walkText({
        [`${RUIJIE}.36.1.1.2.0`]: 27,
        [`${RUIJIE}.36.1.1.4.0`]: 85,
        [`${RUIJIE}.35.1.1.1.2`]: { 1: 'System Memory' },
        [`${RUIJIE}.35.1.1.1.3`]: { 1: 64 },
        [`${RUIJIE}.35.1.1.1.6`]: { 1: 2_000_000 },
        [`${RUIJIE}.35.1.1.1.9`]: { 1: 90 },
      }),
    );

    expect(values).toMatchObject({
      'cpu.usage_active cpu-total': 27,
      'mem.used_percent System Memory': 64,
      'mem.total System Memory': 2_048_000_000,
    });
    expect(readings.map(({ column }) => column.limits).filter(Boolean)).toEqual([{ high: 85 }, { high: 90 }]);
  });

  it('reads the tables of RGOS 11 for fans, supplies and temperatures', async () => {
    const { values, readings } = await readWalk(
      rgos,
      walkText({
        [`${RUIJIE}.1.1.43.1.4`]: { '1.1.1': 4, '1.2.1': 5, '1.3.1': 1 },
        [`${RUIJIE}.1.1.43.1.6`]: { '1.1.1': 4_200, '1.2.1': 0 },
        [`${RUIJIE}.1.1.21.1.2`]: { 9: 4 },
        [`${RUIJIE}.1.1.41.1.3`]: { '1.1': 4, '1.2': 2, '1.3': 1 },
        [`${RUIJIE}.1.1.41.1.15`]: { '1.1': 96 },
        [`${RUIJIE}.1.1.44.1.4`]: { '1.0.1': 'inlet', '1.0.2': 'board' },
        [`${RUIJIE}.1.1.44.1.5`]: { '1.0.1': 29, '1.0.2': -255 },
        [`${RUIJIE}.1.1.44.1.6`]: { '1.0.1': 55, '1.0.2': -255 },
        [`${RUIJIE}.1.1.44.1.7`]: { '1.0.1': 65, '1.0.2': -255 },
      }),
    );

    const states = Object.entries(values).filter(([name]) => name.startsWith('hardware.state'));
    expect(Object.fromEntries(states)).toEqual({
      'hardware.state fan Fan 1/1/1': 'ok',
      'hardware.state fan Fan 1/2/1': 'critical',
      'hardware.state power Power 1/1': 'ok',
      'hardware.state power Power 1/2': 'critical',
    });
    expect(values).toMatchObject({
      'hardware.fan_rpm Fan 1/2/1': 0,
      'hardware.power_watts power Power 1/1': 96,
    });
    const temperatures = readings.filter(({ column }) => column.metric === 'hardware.temperature_celsius');
    expect(temperatures).toEqual([
      {
        column: expect.objectContaining({
          labels: { sensor: 'inlet 1/0' },
          limits: { high: 55, criticalHigh: 65 },
        }),
        value: 29,
      },
    ]);
  });

  it('reads the tables of RGOS 10 where those do not answer', async () => {
    const { values } = await readWalk(
      rgos,
      walkText({
        [`${RUIJIE}.1.1.21.1.2`]: { 1: 4, 2: 1, 3: 7 },
        [`${RUIJIE}.1.1.21.1.3`]: { 1: 'fan 1', 2: 'fan 2', 3: 'fan 3' },
        [`${RUIJIE}.21.1.5.1.3`]: { '1.1': 4, '1.2': 1 },
        [`${RUIJIE}.1.1.23.1.2`]: { 1: 'number 1', 2: 'number 2' },
        [`${RUIJIE}.1.1.23.1.3`]: { 1: 44, 2: 0 },
        [`${RUIJIE}.21.1.3.1.3`]: { '1.0': 'M8600-CM', '1.1': '', '1.2': 'M8600-24GT' },
        [`${RUIJIE}.21.1.3.1.6`]: { '1.0': 'M1', '1.1': 'slot1', '1.2': 'slot2' },
        [`${RUIJIE}.21.1.3.1.9`]: { '1.0': 7, '1.1': 0, '1.2': 5 },
      }),
    );

    const mine = Object.entries(values).filter(([name]) => /^hardware\.(state|temp)/.test(name));
    expect(Object.fromEntries(mine)).toEqual({
      'hardware.state fan fan 1': 'ok',
      'hardware.state fan fan 3': 'critical',
      'hardware.state power Power 1/1': 'ok',
      'hardware.state board M8600-CM M1': 'ok',
      'hardware.state board M8600-24GT slot2': 'critical',
      'hardware.temperature_celsius number 1': 44,
    });
  });

  it('reads optical modules that measure', async () => {
    const optics = `${RUIJIE}.105.1.1.1`;

    const { values, readings } = await readWalk(
      rgos,
      walkText({
        [`${optics}.2`]: { 1: 'TenGigabitEthernet 0/1', 2: 'TenGigabitEthernet 0/2' },
        [`${optics}.15`]: { 1: 1, 2: 2 },
        [`${optics}.17`]: { 1: 33, 2: 0 },
        [`${optics}.19`]: { 1: 3_300, 2: 0 },
        [`${optics}.21`]: { 1: 7_000, 2: 0 },
        [`${optics}.76`]: { 1: -521, 2: -10_000 },
        [`${optics}.81`]: { 1: -210, 2: -10_000 },
        [`${optics}.91`]: { 1: -1_400, 2: 0 },
        [`${optics}.93`]: { 1: -1_600, 2: 0 },
      }),
    );

    const mine = Object.entries(values).filter(([name]) => /^optic\.(?!rx_margin)/.test(name));
    expect(Object.fromEntries(mine)).toEqual({
      'optic.rx_dbm TenGigabitEthernet 0/1': -5.21,
      'optic.tx_dbm TenGigabitEthernet 0/1': -2.1,
      'optic.temperature_celsius TenGigabitEthernet 0/1': 33,
      'optic.voltage_volts TenGigabitEthernet 0/1': 3.3,
      'optic.bias_milliamps TenGigabitEthernet 0/1': 7,
    });
    expect(readings.find(({ column }) => column.metric === 'optic.rx_dbm')?.column.limits).toEqual({
      low: -14,
      criticalLow: -16,
    });
  });

  it('is told from the firewalls of the same make', async () => {
    const { profile, identity } = await readWalk(systemText('1.3.6.1.4.1.4881.250.1600', 'RG-WALL 1600S'));

    expect(profile.profile).toBe('ruijie-rg-wall');
    expect(profile.kind).toBe('firewall');
    expect(identity).toMatchObject({ model: 'RG-WALL 1600S' });
  });
});

import { describe, expect, it } from 'vitest';
import { readWalk, systemText, walkText } from './walk-text.ts';

const NAME = '1.3.6.1.2.1.47.1.1.1.1.7';
const CLASS = '1.3.6.1.2.1.47.1.1.1.1.5';
const PART = '1.3.6.1.4.1.2011.5.25.31.1.1';
const STACK = '1.3.6.1.4.1.2011.5.25.183.1';

const vrp = systemText(
  '1.3.6.1.4.1.2011.2.23.147',
  'S5700-28C-EI\r\nHuawei Versatile Routing Platform Software \r\n VRP (R) software,Version 5.150 (S5700 V200R005C00SPC500) \r\n',
);

describe('Huawei VRP', () => {
  it('says what it is', async () => {
    const serial = walkText({ '1.3.6.1.4.1.2011.5.25.188.1.1.0': '2102359000AB12345678' });

    const { profile, identity } = await readWalk(vrp, serial);

    expect(profile.profile).toBe('huawei-vrp');
    expect(identity).toMatchObject({
      model: 'S5700-28C-EI',
      serial: '2102359000AB12345678',
      version: 'V200R005C00SPC500',
    });
  });

  it.each([
    [
      'Huawei AR2240 Huawei Versatile Routing Platform Software VRP (R) software,Version 5.170 (AR2240 V200R009C00) Copy',
      '2011.2.224.9',
      'router',
      'AR2240',
    ],
    [
      'Huawei Versatile Routing Platform Software\r\nVRP (R) software, Version 8.180 (CE6850HI V200R005)\r\nHUAWEI CE6851-48S6Q-HI\r\n',
      '2011.2.239.5',
      'switch',
      'CE6851-48S6Q-HI',
    ],
    [
      '"Huawei YunShan OS\r\nVersion 1.23 (S5700 V600R023)\r\nCopyright\r\nHUAWEI CloudEngine S5755-H \r\n"',
      '2011.2.23.1200',
      'switch',
      'CloudEngine S5755-H',
    ],
    [
      'Huawei Versatile Routing Platform Software\r\nVRP (R) Software, Version 5.170 (USG6300 V500R005)\r\n',
      '2011.2.321.1',
      'firewall',
      'USG6300',
    ],
    [
      'Huawei Versatile Routing Platform VRP 8.150 (NE40E V800R009) HUAWEI NE40E-X8',
      '2011.2.62.2.9',
      'router',
      'NE40E-X8',
    ],
  ])('is named and sorted by its own words: %s', async (description, object, kind, model) => {
    const { profile, identity } = await readWalk(systemText(`1.3.6.1.4.1.${object}`, description));

    expect(profile.kind).toBe(kind);
    expect(identity.model).toBe(model);
  });

  it('takes boards that have a limit for their CPU and work', async () => {
    const { values, readings } = await readWalk(
      vrp,
      walkText({
        [NAME]: { 1: 'chassis', 9: 'MPU Board 0', 10: 'GigabitEthernet0/0/1', 19: 'LPU Board 1' },
        [CLASS]: { 1: 3, 9: 9, 10: 10, 19: 9 },
        [`${PART}.1.1.2`]: { 1: 3, 9: 3, 10: 3, 19: 2 },
        [`${PART}.1.1.5`]: { 1: 0, 9: 33, 10: 0, 19: 0 },
        [`${PART}.1.1.6`]: { 1: 0, 9: 90, 10: 0, 19: 90 },
        [`${PART}.1.1.7`]: { 1: 0, 9: 55, 10: 0, 19: 0 },
        [`${PART}.1.1.8`]: { 1: 0, 9: 85, 10: 0, 19: 85 },
        [`${PART}.1.1.9`]: { 1: 0, 9: -1, 10: 0, 19: 0 },
        [`${PART}.1.1.19`]: { 1: 0, 9: 4096, 10: 0, 19: 0 },
        [`${PART}.1.1.11`]: { 1: 0, 9: 51, 10: 2_147_483_647, 19: 0 },
        [`${PART}.1.1.12`]: { 1: 0, 9: 68, 10: 0, 19: 0 },
        [`${PART}.1.1.16`]: { 1: 0, 9: -5, 10: 0, 19: 0 },
        [`${PART}.1.1.13`]: { 1: 0, 9: 3_310, 10: 0, 19: 0 },
      }),
    );

    const mine = Object.entries(values).filter(([name]) => /^(cpu|mem|hardware)\./.test(name));
    expect(Object.fromEntries(mine)).toEqual({
      'cpu.usage_active MPU Board 0': 33,
      'mem.used_percent MPU Board 0': 55,
      'mem.total MPU Board 0': 4_294_967_296,
      'hardware.temperature_celsius MPU Board 0': 51,
      'hardware.voltage_volts MPU Board 0': 3.31,
      'hardware.state board MPU Board 0': 'ok',
      'hardware.state board LPU Board 1': 'critical',
    });
    const limits = (metric: string) => readings.find(({ column }) => column.metric === metric)?.column.limits;
    expect(limits('cpu.usage_active')).toEqual({ high: 90 });
    expect(limits('mem.used_percent')).toEqual({ high: 85 });
    expect(limits('hardware.temperature_celsius')).toEqual({ low: -5, high: 68 });
  });

  it('reads the older tables where there is no table of entities', async () => {
    const { values } = await readWalk(
      vrp,
      walkText({
        '1.3.6.1.4.1.2011.6.3.4.1.2': { '0.1.0': 12 },
        '1.3.6.1.4.1.2011.6.3.5.1.1.2': { '0.1.0': 400_000_000 },
        '1.3.6.1.4.1.2011.6.3.5.1.1.3': { '0.1.0': 100_000_000 },
      }),
    );

    expect(values).toMatchObject({
      'cpu.usage_active Slot 1': 12,
      'mem.used_percent Slot 1': 75,
      'mem.used Slot 1': 300_000_000,
    });
  });

  it('does not take an absent fan or supply for a broken one', async () => {
    const { values, ignored } = await readWalk(
      vrp,
      walkText({
        [`${PART}.10.1.5`]: { '0.1': 40, '0.2': 0, '0.3': 0 },
        [`${PART}.10.1.6`]: { '0.1': 1, '0.2': 1, '0.3': 2 },
        [`${PART}.10.1.7`]: { '0.1': 1, '0.2': 2, '0.3': 2 },
        [`${PART}.18.1.5`]: { '0.1': 1, '0.2': 1, '0.3': 2 },
        [`${PART}.18.1.6`]: { '0.1': 1, '0.2': 2, '0.3': 2 },
      }),
    );

    const states = Object.entries(values).filter(([name]) => name.startsWith('hardware.state'));
    expect(Object.fromEntries(states)).toEqual({
      'hardware.state fan Fan 0/1': 'ok',
      'hardware.state fan Fan 0/2': 'critical',
      'hardware.state power Power 0/1': 'ok',
      'hardware.state power Power 0/2': 'critical',
    });
    expect(ignored).toContainEqual({ what: 'huawei_fans 0.3', why: 'no fan in this place' });
  });

  it('finds fans and supplies among the entities where they have no tables of their own', async () => {
    const { values } = await readWalk(
      vrp,
      walkText({
        [NAME]: { 5: 'Board slot 13', 6: 'PWR1', 7: 'POWER Card 0/5', 8: 'FAN Card 0/7', 9: 'FAN slot 2' },
        [CLASS]: { 5: 5, 6: 6, 7: 9, 8: 9, 9: 5 },
        [`${PART}.1.1.2`]: { 5: 3, 6: 3, 7: 2, 8: 3, 9: 3 },
      }),
    );

    const states = Object.entries(values).filter(([name]) => name.startsWith('hardware.state'));
    expect(Object.fromEntries(states)).toEqual({
      'hardware.state power PWR1': 'ok',
      'hardware.state power POWER Card 0/5': 'critical',
      'hardware.state fan FAN Card 0/7': 'ok',
    });
  });

  it('reads sensors of slots with their three limits', async () => {
    const { readings } = await readWalk(
      vrp,
      walkText({
        [`${PART}.8.1.5`]: { '2.1.72.0': 2 },
        [`${PART}.8.1.6`]: { '2.1.72.0': 71 },
        [`${PART}.8.1.7`]: { '2.1.72.0': 70 },
        [`${PART}.8.1.8`]: { '2.1.72.0': 80 },
        [`${PART}.8.1.9`]: { '2.1.72.0': 90 },
      }),
    );

    expect(readings).toContainEqual({
      column: expect.objectContaining({
        labels: { sensor: 'Slot 2 sensor 1.72.0' },
        limits: { high: 70, criticalHigh: 80 },
      }),
      value: 71,
    });
  });

  it.each([
    ['microwatts', { received: 501, sent: 1_000 }, -3.001622741, 0],
    ['hundredths of dBm', { received: -712, sent: -230 }, -7.12, -2.3],
    ['nothing but its lanes', { received: 0, sent: -1, lanes: '-4000.00' }, -40, -40],
  ])('reads light that is told in %s', async (_unit, { received, sent, ...more }, rx, tx) => {
    const { values } = await readWalk(
      vrp,
      walkText({
        [NAME]: { 31: 'XGE0/0/1' },
        [`${PART}.3.1.5`]: { 31: 36 },
        [`${PART}.3.1.6`]: { 31: 3_290 },
        [`${PART}.3.1.7`]: { 31: 6_120 },
        [`${PART}.3.1.8`]: { 31: received },
        [`${PART}.3.1.9`]: { 31: sent },
        ...('lanes' in more && {
          [`${PART}.3.1.32`]: { 31: more.lanes },
          [`${PART}.3.1.33`]: { 31: more.lanes },
        }),
      }),
    );

    expect(values).toMatchObject({
      'optic.rx_dbm XGE0/0/1': rx,
      'optic.tx_dbm XGE0/0/1': tx,
      'optic.temperature_celsius XGE0/0/1': 36,
      'optic.voltage_volts XGE0/0/1': 3.29,
      'optic.bias_milliamps XGE0/0/1': 6.12,
    });
  });

  it('leaves out ports without a module, and limits that are not set', async () => {
    const { readings } = await readWalk(
      vrp,
      walkText({
        [NAME]: { 31: 'XGE0/0/1', 32: 'XGE0/0/2' },
        [`${PART}.3.1.5`]: { 31: -255, 32: 40 },
        [`${PART}.3.1.8`]: { 31: -1, 32: 400 },
        [`${PART}.3.1.13`]: { 31: -1, 32: -1_400 },
        [`${PART}.3.1.14`]: { 31: -1, 32: 0 },
        [`${PART}.3.1.20`]: { 31: -1, 32: -1_200 },
        [`${PART}.3.1.21`]: { 31: -1, 32: 2_147_483_647 },
      }),
    );

    const light = readings.filter(({ column }) => column.metric === 'optic.rx_dbm');
    expect(light.map(({ column }) => [column.labels, column.limits])).toEqual([
      [{ interface: 'XGE0/0/2' }, { low: -12, criticalLow: -14 }],
    ]);
  });

  it('does not alarm for the stack ports of a box that is in no stack', async () => {
    const ports = { [`${STACK}.21.1.3`]: { '0.0': 'STACK 1' }, [`${STACK}.21.1.5`]: { '0.0': 2 } };

    const alone = await readWalk(vrp, walkText({ ...ports, [`${STACK}.5.0`]: 2 }));
    const stacked = await readWalk(vrp, walkText({ ...ports, [`${STACK}.5.0`]: 1 }));

    expect(alone.values).not.toHaveProperty('hardware.state stack Slot 0 STACK 1');
    expect(stacked.values).toMatchObject({ 'hardware.state stack Slot 0 STACK 1': 'critical' });
  });

  it('tells power in watts and flash in bytes', async () => {
    const { values } = await readWalk(
      vrp,
      walkText({
        '1.3.6.1.4.1.2011.6.157.1.6.0': 61_500,
        '1.3.6.1.4.1.2011.6.9.1.4.2.1.3': { 1: 1_000 },
        '1.3.6.1.4.1.2011.6.9.1.4.2.1.4': { 1: 250 },
        '1.3.6.1.4.1.2011.6.9.1.4.2.1.5': { 1: 'flash:' },
      }),
    );

    expect(values).toMatchObject({
      'hardware.power_watts system total': 61.5,
      'disk.used_percent flash:': 75,
      'disk.total flash:': 1_024_000,
    });
  });
});

describe('Huawei security devices', () => {
  it.each([
    'Huawei Versatile Routing Platform Software VRP (R) software,Version 5.170 (USG6600 V500R005C00SPC100)',
    'Huawei Versatile Routing Platform Software VRP (R) software,Version 5.170 (NIP6600 V500R001C60)',
  ])('are told from switches: %s', async (description) => {
    const { profile } = await readWalk(systemText('1.3.6.1.4.1.2011.2.321.5', description));

    expect(profile.profile).toBe('huawei-usg');
  });

  it.each(['1.3.6.1.4.1.2011.6.122.15.1.2.1', '1.3.6.1.4.1.2011.5.25.11.1.2.1'])(
    'count sessions below %s',
    async (place) => {
      const system = systemText('1.3.6.1.4.1.2011.2.192.2', 'USG5120');

      const { values } = await readWalk(
        system,
        walkText({ [`${place}.3`]: { 0: 120 }, [`${place}.4`]: { 0: 45_000 } }),
      );

      expect(values).toMatchObject({ 'firewall.sessions': 45_000, 'firewall.session_rate': 120 });
    },
  );
});

import { describe, expect, it } from 'vitest';
import { readWalk, systemText, walkText } from './walk-text.ts';

const CPQ = '1.3.6.1.4.1.232';

describe('an iLO', () => {
  it('tells a supply and a drive that failed, and the limits of its sensors', async () => {
    const { profile, values, readings, identity } = await readWalk(
      systemText('1.3.6.1.4.1.232.9.4.11', 'Integrated Lights-Out 5 2.99 Sep 1 2023'),
      walkText({
        [`${CPQ}.2.2.4.2.0`]: 'ProLiant DL380 Gen10',
        [`${CPQ}.6.1.3.0`]: 4,
        [`${CPQ}.6.2.6.7.1.2`]: { '0.1': 1, '0.2': 2 },
        [`${CPQ}.6.2.6.7.1.4`]: { '0.1': 3, '0.2': 2 },
        [`${CPQ}.6.2.6.7.1.9`]: { '0.1': 3, '0.2': 4 },
        [`${CPQ}.6.2.6.8.1.2`]: { '0.1': 1, '0.2': 2, '0.3': 3 },
        [`${CPQ}.6.2.6.8.1.3`]: { '0.1': 11, '0.2': 6, '0.3': 7 },
        [`${CPQ}.6.2.6.8.1.4`]: { '0.1': 24, '0.2': 71, '0.3': -99 },
        [`${CPQ}.6.2.6.8.1.5`]: { '0.1': 42, '0.2': 90, '0.3': -99 },
        [`${CPQ}.6.2.6.8.1.6`]: { '0.1': 2, '0.2': 2, '0.3': 1 },
        [`${CPQ}.6.2.6.8.1.7`]: { '0.1': 9, '0.2': 15, '0.3': 1 },
        [`${CPQ}.6.2.9.3.1.3`]: { '0.1': 3, '0.2': 3 },
        [`${CPQ}.6.2.9.3.1.4`]: { '0.1': 2, '0.2': 4 },
        [`${CPQ}.6.2.9.3.1.7`]: { '0.1': 231, '0.2': 0 },
        [`${CPQ}.6.2.14.13.1.13`]: { 0: 'PROC 1 DIMM 1', 1: 'PROC 1 DIMM 2' },
        [`${CPQ}.6.2.14.13.1.19`]: { 0: 11, 1: 2 },
        [`${CPQ}.6.2.14.13.1.20`]: { 0: 3, 1: 1 },
        [`${CPQ}.3.2.5.1.1.1`]: { '0.0': 0, '0.1': 0 },
        [`${CPQ}.3.2.5.1.1.37`]: { '0.0': 4, '0.1': 2 },
        [`${CPQ}.3.2.5.1.1.57`]: { '0.0': 2, '0.1': 3 },
        [`${CPQ}.3.2.5.1.1.64`]: { '0.0': 'Bay 1', '0.1': 'Bay 2' },
        [`${CPQ}.11.2.4.1.1.2`]: { 0: 'D:\\ [HIS:NTFS] Volume{0a1b2c3d-0000}', 1: 'ext4 on /srv' },
        [`${CPQ}.11.2.4.1.1.3`]: { 0: 1_000, 1: 1_000 },
        [`${CPQ}.11.2.4.1.1.4`]: { 0: 250, 1: 100 },
      }),
    );

    expect(profile.profile).toBe('hpe-ilo');
    expect(identity).toMatchObject({
      model: 'ProLiant DL380 Gen10',
      version: 'Integrated Lights-Out 5 2.99',
    });
    expect(values).toMatchObject({
      'disk.used_percent D:\\': 25,
      'disk.used_percent ext4 on /srv': 10,
      'hardware.state system health': 'critical',
      'hardware.state fan Fan 1': 'warning',
      'hardware.temperature_celsius Ambient 1': 24,
      'hardware.temperature_celsius CPU 2': 71,
      'hardware.state power Power supply 2': 'critical',
      'hardware.power_watts power Power supply 1': 231,
      'hardware.state memory PROC 1 DIMM 1': 'warning',
      'hardware.state disk Array 0 Bay 1': 'critical',
      // Well by its condition, and SMART wants it replaced.
      'hardware.state disk Array 0 Bay 2': 'warning',
      'hardware.redundancy_lost power': 'yes',
    });
    expect(values).not.toHaveProperty('hardware.state fan Fan 2');
    expect(values).not.toHaveProperty('hardware.state memory PROC 1 DIMM 2');
    expect(values).not.toHaveProperty('hardware.temperature_celsius Memory 3');
    const limits = readings
      .filter(({ column }) => column.metric === 'hardware.temperature_celsius')
      .map(({ column }) => column.limits);
    expect(limits).toEqual([{ high: 42 }, { criticalHigh: 90 }]);
  });
});

describe('an XCC', () => {
  const XCC = '1.3.6.1.4.1.19046.11.1.1';

  it('tells in words what is wrong', async () => {
    const { profile, values, readings } = await readWalk(
      systemText('1.3.6.1.4.1.19046.11.1', 'Linux XCC'),
      walkText({
        [`${XCC}.4.1.0`]: 4,
        [`${XCC}.4.2.1.2`]: { 1: 'Warning', 2: 'Good' },
        [`${XCC}.4.2.1.3`]: { 1: 'Fan 2 runs slow', 2: 'nothing else' },
        [`${XCC}.1.2.1.2`]: { 1: 'Ambient Temp', 2: 'CPU 1 DTS' },
        [`${XCC}.1.2.1.3`]: { 1: '44', 2: '-31.0' },
        [`${XCC}.1.2.1.6`]: { 1: '47', 2: 'N/A' },
        [`${XCC}.1.2.1.7`]: { 1: '43', 2: 'N/A' },
        [`${XCC}.1.2.1.11`]: { 1: 'Warning', 2: 'Normal' },
        [`${XCC}.3.2.1.2`]: { 1: 'Fan 1 Tach', 2: 'Fan 2 Tach' },
        [`${XCC}.3.2.1.3`]: { 1: ' 31% of maximum', 2: 'offline' },
        [`${XCC}.3.2.1.10`]: { 1: 'Normal', 2: 'Normal' },
        [`${XCC}.11.2.1.6`]: { 1: 'Normal', 2: 'Critical' },
        [`${XCC}.12.2.1.2`]: { 1: 'Drive 0' },
        [`${XCC}.12.2.1.3`]: { 1: 'critical' },
        [`${XCC}.13.1.7.1.2`]: { 1: 'VD_0' },
        [`${XCC}.13.1.7.1.4`]: { 1: 'Degraded' },
      }),
    );

    expect(profile.profile).toBe('lenovo-xcc');
    expect(values).toMatchObject({
      'hardware.state system health': 'warning',
      'device.alarm Fan 2 runs slow': 'yes',
      'hardware.temperature_celsius Ambient Temp': 44,
      'hardware.state temperature Ambient Temp': 'warning',
      'hardware.fan_percent Fan 1 Tach': 31,
      'hardware.state fan Fan 2 Tach': 'critical',
      'hardware.state power Power supply 2': 'critical',
      'hardware.state disk Drive 0': 'critical',
      'hardware.state volume VD_0': 'warning',
      'hardware.redundancy_lost power': 'yes',
      'hardware.redundancy_lost fan': 'yes',
    });
    expect(values).not.toHaveProperty('device.alarm nothing else');
    expect(values).not.toHaveProperty('hardware.temperature_celsius CPU 1 DTS');
    expect(readings[1]?.column.limits ?? readings[2]?.column.limits).toEqual({ high: 43, criticalHigh: 47 });
  });
});

describe('an IMM', () => {
  const IMM = '1.3.6.1.4.1.2.3.51.3.1';
  const board = walkText({
    [`${IMM}.4.1.0`]: 0,
    [`${IMM}.1.2.1.2`]: { 1: 'Ambient Temp' },
    [`${IMM}.1.2.1.3`]: { 1: 29 },
    [`${IMM}.1.2.1.7`]: { 1: 38 },
    [`${IMM}.1.2.1.9`]: { 1: 0 },
    [`${IMM}.2.2.1.2`]: { 1: 'Planar 12V' },
    [`${IMM}.2.2.1.3`]: { 1: 11_880 },
    [`${IMM}.2.2.1.9`]: { 1: 10_690 },
    [`${IMM}.3.2.1.2`]: { 1: 'Fan 1A', 2: 'Fan 1B', 3: 'Fan 2A' },
    [`${IMM}.3.2.1.3`]: { 1: '44 %', 2: 'Unavailable', 3: 'Offline' },
  });

  it('is known among Linux machines by its answers', async () => {
    const itself = walkText({ '1.3.6.1.2.1.25.3.3.1.2': { 768: 97 }, [`${IMM}.10.1.10.0`]: 184 });
    const { profile, values } = await readWalk(
      systemText('1.3.6.1.4.1.8072.3.2.10', 'Linux imm 2.6'),
      board,
      itself,
    );

    expect(profile.profile).toBe('ibm-imm');
    expect(values).toMatchObject({
      'hardware.state system health': 'critical',
      'hardware.temperature_celsius Ambient Temp': 29,
      'hardware.voltage_volts Planar 12V': 11.88,
      'hardware.fan_percent Fan 1A': 44,
      'hardware.state fan Fan 1A': 'ok',
      'hardware.state fan Fan 1B': 'unknown',
      'hardware.state fan Fan 2A': 'critical',
      'hardware.power_watts system power': 184,
    });
    // The load of its own processor is not that of the server.
    expect(values).not.toHaveProperty('cpu.usage_active cpu-total');
  });

  it('a Linux machine without them is none', async () => {
    const { profile } = await readWalk(systemText('1.3.6.1.4.1.8072.3.2.10', 'Linux web1 5.10'));

    expect(profile.profile).not.toBe('ibm-imm');
  });
});

it('an iBMC tells which part is ill, and nothing of empty slots', async () => {
  const BMC = '1.3.6.1.4.1.2011.2.235.1.1';
  const { profile, identity, values, readings } = await readWalk(
    systemText('1.3.6.1.4.1.2011.2.235', 'Hardware management system'),
    walkText({
      // Firmware by name: "BIOS", "Active iBMC".
      [`${BMC}.11.50.1.4`]: { '4.66.73.79.83': '0.68', '11.65.99.116.105.118.101.32.105.66.77.67': '3.11' },
      [`${BMC}.1.1.0`]: 3,
      [`${BMC}.1.23.0`]: 12,
      '1.3.6.1.2.1.25.3.3.1.2': { 196608: 88 },
      [`${BMC}.1.6.0`]: '2288H V5',
      [`${BMC}.6.50.1.7`]: { 1: 1, 2: 4 },
      [`${BMC}.6.50.1.9`]: { 1: 2, 2: 2 },
      [`${BMC}.6.50.1.13`]: { 1: 'PS1', 2: 'PS2' },
      [`${BMC}.8.50.1.2`]: { 1: 0, 2: 0 },
      [`${BMC}.8.50.1.3`]: { 1: 2, 2: 1 },
      [`${BMC}.8.50.1.4`]: { 1: 4, 2: 5 },
      [`${BMC}.8.50.1.7`]: { 1: 'Fan1', 2: 'Fan2' },
      [`${BMC}.16.50.1.6`]: { 1: 2, 2: 5 },
      [`${BMC}.16.50.1.10`]: { 1: 'DIMM000', 2: '0' },
      [`${BMC}.26.50.1.2`]: { 1: 'Inlet', 2: 'PCH' },
      [`${BMC}.26.50.1.3`]: { 1: 235, 2: 65_535 },
      [`${BMC}.26.50.1.5`]: { 1: 480 },
      [`${BMC}.26.50.1.6`]: { 1: 460 },
    }),
  );

  expect(profile.profile).toBe('huawei-ibmc');
  expect(identity.version).toBe('3.11');
  expect(values).toMatchObject({
    'hardware.state system health': 'critical',
    'cpu.usage_active cpu-total': 12,
    'hardware.state power PS2': 'critical',
    'hardware.state fan Fan1': 'critical',
    'hardware.fan_rpm Fan1': 0,
    'hardware.state memory DIMM000': 'warning',
    'hardware.temperature_celsius Inlet': 23.5,
    'hardware.redundancy_lost power': 'yes',
  });
  expect(values).not.toHaveProperty('hardware.state fan Fan2');
  expect(values).not.toHaveProperty('hardware.state memory 0');
  expect(values).not.toHaveProperty('hardware.temperature_celsius PCH');
  const inlet = readings.find(({ column }) => column.metric === 'hardware.temperature_celsius');
  expect(inlet?.column.limits).toEqual({ high: 46, criticalHigh: 48 });
});

import { describe, expect, it } from 'vitest';
import { deviceOf, type ReadDevice, readDevice } from '../snmp/test-device.ts';

/** Reads what these objects make of a part of `generic`. */
async function read(profile: string, ...lines: string[]): Promise<ReadDevice> {
  return readDevice(profile, deviceOf(lines.join('\n')));
}

const IF = '1.3.6.1.2.1.2.2.1';
const IFX = '1.3.6.1.2.1.31.1.1.1';

describe('interfaces', () => {
  const wide = (index: number, name: string, state: number, wanted = 1) => [
    `${IFX}.1.${index}|4|${name}`,
    `${IFX}.6.${index}|70|18446744073709551615`,
    `${IFX}.10.${index}|70|2`,
    `${IFX}.15.${index}|66|10000`,
    `${IFX}.18.${index}|4|uplink`,
    `${IF}.7.${index}|2|${wanted}`,
    `${IF}.8.${index}|2|${state}`,
    `${IF}.10.${index}|65|7`,
    `${IF}.14.${index}|65|3`,
  ];

  it('are told by their 64-bit counters, with their description as a label', async () => {
    const { values, learned } = await read('generic-interfaces', ...wide(1, 'XGE1/0/1', 1));

    expect(values).toEqual({
      'net.bytes_recv XGE1/0/1 uplink': 2 ** 64,
      'net.bytes_sent XGE1/0/1 uplink': 2,
      'net.err_in XGE1/0/1 uplink': 3,
      'net.speed XGE1/0/1 uplink': 10_000,
      'net.link_state XGE1/0/1 uplink': 'up',
    });
    expect(learned.groups).toEqual({ interfaces: 'interfaces' });
  });

  it.each([
    [1, 1, 'up'],
    [2, 1, 'down'],
    [7, 1, 'down'],
    [2, 2, 'disabled'],
    [1, 2, 'disabled'],
    [5, 1, 'other'],
  ])('in state %d, wanted %d, are %s', async (state, wanted, word) => {
    const { values } = await read('generic-interfaces', ...wide(1, 'ge1', state, wanted));

    expect(values['net.link_state ge1 uplink']).toBe(word);
  });

  it('of the same name are told apart', async () => {
    const { values } = await read('generic-interfaces', ...wide(1, 'port', 1), ...wide(9, 'port', 2));

    expect(values).toMatchObject({
      'net.link_state port uplink': 'up',
      'net.link_state port #9 uplink': 'down',
    });
  });

  it('are told by 32-bit counters where there are no others', async () => {
    const { values } = await read(
      'generic-interfaces',
      `${IFX}.1.4|4|ether`,
      `${IF}.2.4|4|Fast Ethernet`,
      `${IF}.5.4|66|100000000`,
      `${IF}.7.4|2|1`,
      `${IF}.8.4|2|1`,
      `${IF}.10.4|65|77`,
    );

    expect(values).toEqual({
      'net.bytes_recv Fast Ethernet': 77,
      'net.speed Fast Ethernet': 100,
      'net.link_state Fast Ethernet': 'up',
    });
  });

  it('of more than 4.29 Gbit/s have no speed in the narrow table', async () => {
    const { values } = await read(
      'generic-interfaces',
      `${IF}.2.4|4|x`,
      `${IF}.5.4|66|4294967295`,
      `${IF}.8.4|2|1`,
    );

    expect(values).toEqual({ 'net.link_state x': 'up' });
  });
});

describe('neighbours', () => {
  const REMOTE = '1.0.8802.1.1.2.1.4.1.1';
  const OWN = '1.0.8802.1.1.2.1.3.7.1';
  const neighbour = (index: string) => [
    `${REMOTE}.5.${index}|4x|3891d5fb742c`,
    `${REMOTE}.7.${index}|4|GigabitEthernet1/0/33`,
    `${REMOTE}.8.${index}|4|GigabitEthernet1/0/33 Interface`,
    `${REMOTE}.9.${index}|4|core-1`,
  ];

  it('are counted and listed with the own port they are at', async () => {
    const { values, facts } = await read(
      'generic-lldp',
      ...neighbour('0.24.1'),
      ...neighbour('0.25.2'),
      `${OWN}.3.24|4|GigabitEthernet1/0/24`,
      // An address says nothing to people.
      `${OWN}.3.25|4x|3891d5fb7400`,
      `${OWN}.4.25|4|Ethernet 25`,
    );

    expect(values).toEqual({ 'device.neighbours': 2 });
    const other = {
      chassis: '38:91:d5:fb:74:2c',
      port: 'GigabitEthernet1/0/33',
      name: 'core-1',
      description: '',
    };
    expect(facts).toEqual([
      {
        kind: 'neighbours',
        key: '',
        data: [
          { localPort: 'GigabitEthernet1/0/24', ...other },
          { localPort: 'Ethernet 25', ...other },
        ],
      },
    ]);
  });
});

describe('a host', () => {
  const STORAGE = '1.3.6.1.2.1.25.2.3.1';
  const storage = (index: number, kind: number, path: string, unit: number, size: number, used: number) => [
    `${STORAGE}.2.${index}|6|1.3.6.1.2.1.25.2.1.${kind}`,
    `${STORAGE}.3.${index}|4|${path}`,
    `${STORAGE}.4.${index}|2|${unit}`,
    `${STORAGE}.5.${index}|2|${size}`,
    `${STORAGE}.6.${index}|2|${used}`,
  ];

  it('has the average load of its processors', async () => {
    const { values } = await read(
      'generic-host-resources',
      '1.3.6.1.2.1.25.3.3.1.2.768|2|10',
      '1.3.6.1.2.1.25.3.3.1.2.769|2|31',
      '1.3.6.1.4.1.2021.11.11.0|2|99',
    );

    expect(values).toEqual({ 'cpu.usage_active cpu-total': 20.5 });
  });

  it('without a table of processors has what UCD-SNMP-MIB says', async () => {
    expect((await read('generic-host-resources', '1.3.6.1.4.1.2021.11.11.0|2|66')).values).toEqual({
      'cpu.usage_active cpu-total': 34,
    });
  });

  it('has memory and disks, and no file systems of the kernel', async () => {
    const { values } = await read(
      'generic-host-resources',
      ...storage(1, 2, 'Physical memory', 1024, 1_000, 250),
      ...storage(3, 3, 'Virtual memory', 1024, 2_000, 500),
      ...storage(10, 3, 'Swap space', 1024, 1_000, 100),
      ...storage(31, 4, '/', 4096, 1_000, 500),
      ...storage(32, 4, '/run', 4096, 1_000, 1),
      ...storage(36, 4, '/snap/core20/2318', 131_072, 512, 512),
      ...storage(33, 4, 'C:\\ Label:System  Serial Number 1a2b3c4d', 4096, 100, 10),
      ...storage(34, 4, '/empty', 4096, 0, 0),
      ...storage(35, 4, '/large', 4096, -2_147_483_648, 1_073_741_824),
    );

    expect(values).toEqual({
      'mem.used_percent': 25,
      'mem.total': 1_024_000,
      'swap.used_percent': 10,
      'disk.used_percent /': 50,
      'disk.total /': 4_096_000,
      'disk.used /': 2_048_000,
      'disk.used_percent C:\\': 10,
      'disk.total C:\\': 409_600,
      'disk.used C:\\': 40_960,
      'disk.used_percent /large': 50,
      'disk.total /large': 2 ** 31 * 4096,
      'disk.used /large': 2 ** 30 * 4096,
    });
  });

  it('counts no cache as used where Linux tells it in rows of its own', async () => {
    const older = [
      ...storage(1, 2, 'Physical memory', 1024, 1_000, 900),
      ...storage(6, 1, 'Memory buffers', 1024, 1_000, 50),
      ...storage(7, 1, 'Cached memory', 1024, 350, 350),
    ];
    const newer = [...older, ...storage(11, 1, 'Available memory', 1024, 450, 0)];
    const another = [...storage(1, 2, 'RAM', 1024, 1_000, 900), ...storage(7, 4, '/data', 1024, 350, 350)];

    const used = async (rows: string[]) =>
      (await read('generic-host-resources', ...rows)).values['mem.used_percent'];
    expect(await used(older)).toBe(50);
    expect(await used(newer)).toBe(55);
    expect(await used(another)).toBe(90);
  });

  it('with UCD-SNMP-MIB counts no cache as used, and tells memory once', async () => {
    const memory = (field: number, kibibytes: number) => `1.3.6.1.4.1.2021.4.${field}.0|2|${kibibytes}`;
    const { values, ignored } = await read(
      'generic',
      memory(5, 1_000),
      memory(6, 200),
      memory(14, 50),
      memory(15, 250),
      memory(3, 0),
      memory(4, 0),
      '1.3.6.1.4.1.2021.10.1.3.1|4|2.48',
      ...storage(1, 2, 'Physical memory', 1024, 1_000, 800),
    );

    expect(values).toEqual({
      'mem.used_percent': 50,
      'mem.used': 500 * 1024,
      'mem.total': 1_000 * 1024,
      'system.load1': 2.48,
    });
    expect(ignored).toContainEqual({ what: 'mem.used_percent ', why: 'another section tells it already' });
    expect(
      (await read('generic-ucd', memory(5, 1_000), memory(6, 200), memory(27, 900))).values,
    ).toMatchObject({
      'mem.used_percent': 10,
    });
  });
});

describe('sensors', () => {
  const SENSOR = '1.3.6.1.2.1.99.1.1.1';
  const sensor = (
    index: number,
    kind: number,
    scale: number,
    precision: number,
    value: number,
    works = 1,
  ) => [
    `${SENSOR}.1.${index}|2|${kind}`,
    `${SENSOR}.2.${index}|2|${scale}`,
    `${SENSOR}.3.${index}|2|${precision}`,
    `${SENSOR}.4.${index}|2|${value}`,
    `${SENSOR}.5.${index}|2|${works}`,
    `1.3.6.1.2.1.47.1.1.1.1.7.${index}|4|sensor ${index}`,
  ];

  it('are scaled as they say themselves', async () => {
    const { values } = await read(
      'generic-entity-sensors',
      ...sensor(1, 8, 9, 0, 31),
      ...sensor(2, 8, 9, 1, 315),
      ...sensor(3, 4, 8, 0, 11_950),
      ...sensor(4, 5, 8, 1, 4_205),
      ...sensor(5, 6, 10, 2, 15),
      ...sensor(6, 10, 9, 0, 5_400),
      ...sensor(7, 8, 9, -3, 42),
      ...sensor(8, 9, 9, 0, 45),
    );

    expect(values).toEqual({
      'hardware.temperature_celsius sensor 1': 31,
      'hardware.temperature_celsius sensor 2': 31.5,
      'hardware.voltage_volts sensor 3': 11.95,
      'hardware.current_amps sensor 4': 0.4205,
      'hardware.power_watts other sensor 5': 150,
      'hardware.fan_rpm sensor 6': 5_400,
      'hardware.temperature_celsius sensor 7': 42,
      'room.humidity_percent sensor 8': 45,
    });
  });

  it('that do not work, or are of no known kind, are left out with the reason', async () => {
    const { values, ignored } = await read(
      'generic-entity-sensors',
      ...sensor(1, 8, 9, 0, 0, 2),
      ...sensor(2, 12, 9, 0, 1),
      ...sensor(3, 8, 9, 0, 1_000_000_000),
    );

    expect(values).toEqual({});
    expect(ignored.map(({ what }) => what)).toEqual([
      'entity_sensors 1',
      'entity_sensors 2',
      'entity_sensors value 3',
    ]);
  });
});

it('who a device is stands in the first row that says it', async () => {
  const { identity } = await read(
    'generic',
    '1.3.6.1.2.1.1.5.0|4|box',
    '1.3.6.1.2.1.1.6.0|4|Unknown',
    '1.3.6.1.2.1.47.1.1.1.1.13.1|4|',
    '1.3.6.1.2.1.47.1.1.1.1.13.2|4|S5130S-28P-EI',
    '1.3.6.1.2.1.47.1.1.1.1.11.1|4|N/A',
    '1.3.6.1.2.1.47.1.1.1.1.11.2|4|210235A1',
    '1.3.6.1.2.1.47.1.1.1.1.11.3|4|a board',
  );

  expect(identity).toEqual({
    model: 'S5130S-28P-EI',
    serial: '210235A1',
    version: '',
    name: 'box',
    location: '',
    chassis: '',
  });
});

it('a chassis id of zeros is none', async () => {
  const { identity } = await readDevice('generic', deviceOf('1.0.8802.1.1.2.1.3.2.0|4x|000000000000'));

  expect(identity.chassis).toBe('');
});

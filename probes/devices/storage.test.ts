import { describe, expect, it } from 'vitest';
import { readWalk, systemText, walkText } from './walk-text.ts';

const ARRAY = '1.3.6.1.4.1.34774.4.1';
const FOS = '1.3.6.1.4.1.1588.2.1.1.1';
const MIB = 1024 ** 2;

/** The index of a text: its length and its letters. */
function textIndex(text: string): string {
  return [text.length, ...Buffer.from(text)].join('.');
}

it('OceanStor tells its pools with their own line, and which parts have failed', async () => {
  const first = textIndex('0A');
  const second = textIndex('0B');
  const { profile, values, readings } = await readWalk(
    systemText('1.3.6.1.4.1.2011.2.91', 'ISM SNMP Agent'),
    walkText({
      [`${ARRAY}.1.1.0`]: '2102350ABC',
      [`${ARRAY}.1.3.0`]: 2,
      [`${ARRAY}.1.4.0`]: 900,
      [`${ARRAY}.1.5.0`]: 1_000,
      [`${ARRAY}.23.4.2.1.2`]: { '1.48': 'tank' },
      [`${ARRAY}.23.4.2.1.5`]: { '1.48': 5 },
      [`${ARRAY}.23.4.2.1.7`]: { '1.48': 1_000 },
      [`${ARRAY}.23.4.2.1.8`]: { '1.48': 870 },
      [`${ARRAY}.23.4.2.1.14`]: { '1.48': 85 },
      [`${ARRAY}.23.4.8.1.2`]: { '1.48': 'lun-1' },
      [`${ARRAY}.23.4.8.1.5`]: { '1.48': 100 },
      [`${ARRAY}.23.4.8.1.9`]: { '1.48': 1 },
      [`${ARRAY}.23.4.8.1.10`]: { '1.48': 28 },
      [`${ARRAY}.23.5.2.1.1`]: { [first]: '0A', [second]: '0B' },
      [`${ARRAY}.23.5.2.1.2`]: { [first]: 1, [second]: 2 },
      [`${ARRAY}.23.5.2.1.8`]: { [first]: 12, [second]: 0 },
      [`${ARRAY}.23.5.1.1.2`]: { '1.48': 3, '1.49': 1 },
      [`${ARRAY}.23.5.1.1.4`]: { '1.48': 'CTE0.0', '1.49': 'CTE0.1' },
      [`${ARRAY}.23.5.1.1.11`]: { '1.48': 33, '1.49': 255 },
      [`${ARRAY}.23.5.3.1.2`]: { '1.48': 'PSU 0', '1.49': 'PSU 1' },
      [`${ARRAY}.23.5.3.1.3`]: { '1.48': 1, '1.49': 11 },
      [`${ARRAY}.23.5.5.1.2`]: { '1.48': 'BBU 0' },
      [`${ARRAY}.23.5.5.1.3`]: { '1.48': 12 },
    }),
  );

  expect(profile.profile).toBe('oceanstor');
  expect(values).toMatchObject({
    'hardware.state system array': 'critical',
    'hardware.state pool tank': 'warning',
    'storage.used tank': 870 * MIB,
    'storage.used_percent tank': 87,
    'hardware.state volume lun-1': 'critical',
    'volume.total lun-1': 100 * MIB,
    'hardware.state controller 0B': 'critical',
    'cpu.usage_active controller 0A': 12,
    'hardware.state disk CTE0.0': 'warning',
    'hardware.temperature_celsius disk CTE0.0': 33,
    'hardware.state power PSU 1': 'critical',
    'hardware.state battery BBU 0': 'warning',
    'hardware.redundancy_lost power': 'yes',
    'hardware.redundancy_lost controller': 'yes',
  });
  expect(values).not.toHaveProperty('hardware.temperature_celsius disk CTE0.1');
  const pool = readings.find(({ column }) => column.metric === 'storage.used_percent');
  expect(pool?.column.limits).toEqual({ high: 85 });
});

describe('a Brocade switch', () => {
  const system = systemText('1.3.6.1.4.1.1588.2.1.1.71', 'SN6000B');
  const sensors = walkText({
    [`${FOS}.1.6.0`]: 'v8.2.3',
    [`${FOS}.1.7.0`]: 4,
    [`${FOS}.26.1.0`]: 9,
    [`${FOS}.26.6.0`]: 41,
    [`${FOS}.1.22.1.2`]: { 1: 1, 2: 2, 3: 3, 4: 3 },
    [`${FOS}.1.22.1.3`]: { 1: 5, 2: 4, 3: 3, 4: 6 },
    [`${FOS}.1.22.1.4`]: { 1: 67, 2: 8_400, 3: 0, 4: 0 },
    [`${FOS}.1.22.1.5`]: { 1: 'TEMP #1', 2: 'FAN #1', 3: 'Power Supply #1', 4: 'Power Supply #2' },
    [`${FOS}.6.2.1.1`]: { 1: 1, 2: 2 },
    [`${FOS}.6.2.1.4`]: { 1: 4, 2: 1 },
    [`${FOS}.6.2.1.5`]: { 1: 1, 2: 1 },
    [`${FOS}.6.2.1.11`]: { 1: 10, 2: 20 },
    [`${FOS}.6.2.1.12`]: { 1: 11, 2: 21 },
    [`${FOS}.6.2.1.22`]: { 1: 0, 2: 73 },
    [`${FOS}.6.2.1.37`]: { 1: '0', 2: '1' },
  });
  const unit = Array.from({ length: 16 }, (_, byte) => byte + 1).join('.');

  it('tells what is out of its range, leaves out what is not there, and counts words of four bytes', async () => {
    const { profile, values } = await readWalk(system, sensors);

    expect(profile.profile).toBe('brocade-fos');
    expect(values).toMatchObject({
      'hardware.state system switch': 'critical',
      'cpu.usage_active cpu-total': 9,
      'mem.used_percent': 41,
      'hardware.state temperature TEMP #1': 'warning',
      'hardware.temperature_celsius TEMP #1': 67,
      'hardware.fan_rpm FAN #1': 8_400,
      'hardware.state power Power Supply #1': 'critical',
      'fibre.port_state 0': 'down',
      'fibre.port_state 1': 'up',
      'fibre.bytes_sent 1': 80,
      'fibre.bytes_recv 1': 84,
      'fibre.crc_errors 1': 73,
    });
    expect(values).not.toHaveProperty('hardware.state power Power Supply #2');
  });

  it('takes its model from its parts where it calls itself a fibre channel switch and no more', async () => {
    const { identity } = await readWalk(
      systemText('1.3.6.1.4.1.1588.2.1.1.1', 'Fibre Channel Switch.'),
      walkText({ '1.3.6.1.2.1.47.1.1.1.1.13': { 1: 'Brocade 6510' } }),
    );

    expect(identity.model).toBe('Brocade 6510');
  });

  it('counts in 64 bits where it can, and knows how much light its modules get', async () => {
    const wide = [
      `1.3.6.1.3.94.4.5.1.6.${unit}.2|4x|0000000100000000`,
      `1.3.6.1.3.94.4.5.1.7.${unit}.2|4x|0000000000000200`,
      // "Not supported" is the highest bit.
      `1.3.6.1.3.94.4.5.1.6.${unit}.1|4x|8000000000000000`,
      `1.3.6.1.3.94.4.5.1.7.${unit}.1|4x|0000000000000001`,
    ].join('\n');
    const modules = walkText({
      [`${FOS}.28.1.1.4`]: { [`${unit}.1`]: '-inf   ', [`${unit}.2`]: '-12.5  ' },
      [`${FOS}.28.1.1.2`]: { [`${unit}.2`]: '3301.2 ' },
    });

    const { values } = await readWalk(system, sensors, wide, modules);

    expect(values).toMatchObject({
      'fibre.bytes_sent 1': 2 ** 32,
      'fibre.bytes_recv 1': 512,
      'fibre.crc_errors 1': 73,
      'fibre.bytes_recv 0': 1,
      'optic.rx_dbm 1': -12.5,
      'optic.voltage_volts 1': 3.3012,
      'optic.rx_margin_db 1': 12.5,
    });
    expect(values).not.toHaveProperty('fibre.bytes_sent 0');
    expect(values).not.toHaveProperty('optic.rx_dbm 0');
  });
});

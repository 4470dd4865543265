import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRecording, readRecording } from './recording.ts';
import { variationAt } from './recording-formats/variation.ts';

describe('a recording in snmprec', () => {
  test.each([
    ['1.3.6.1.2.1.1.7.0|2|-5', 'integer', -5],
    ['.1.3.6.1.2.1.1.7.0|2|72', 'integer', 72],
    ['1.3.6.1.2.1.1.5.0|4|core-1 | rack 7', 'octets', bytes('core-1 | rack 7')],
    ['1.3.6.1.2.1.1.5.0|4|"10%"', 'octets', bytes('"10%"')],
    ['1.3.6.1.2.1.1.5.0|4|', 'octets', bytes('')],
    ['1.3.6.1.2.1.1.5.0|4x|e69cbaE688BF', 'octets', bytes('机房')],
    ['1.3.6.1.2.1.1.5.0|4x|b5c6', 'octets', Uint8Array.of(0xb5, 0xc6)],
    ['1.3.6.1.2.1.1.5.0|5|', 'null', ''],
    ['1.3.6.1.2.1.1.2.0|6|.1.3.6.1.4.1.9', 'oid', '1.3.6.1.4.1.9'],
    ['1.3.6.1.2.1.4.20.1.1.10.0.0.1|64|10.0.0.1', 'ip', '10.0.0.1'],
    ['1.3.6.1.2.1.4.20.1.1.10.0.0.1|64x|0a0000ff', 'ip', '10.0.0.255'],
    ['1.3.6.1.2.1.2.2.1.10.1|65|4294967295', 'counter32', 4294967295],
    ['1.3.6.1.2.1.2.2.1.5.1|66|-1', 'gauge32', 4294967295],
    ['1.3.6.1.2.1.1.3.0|67|123456', 'ticks', 123456],
    ['1.3.6.1.4.1.2021.10.1.6.1|68|Float: 0.25', 'opaque', 0.25],
    ['1.3.6.1.4.1.2021.10.1.6.1|68x|9f78043e800000', 'opaque', 0.25],
    ['1.3.6.1.4.1.2021.10.1.6.1|68x|090431', 'opaque', Uint8Array.of(9, 4, 0x31)],
    ['1.3.6.1.2.1.31.1.1.1.6.1|70|9007199254740991', 'counter64', 9007199254740991],
    ['1.3.6.1.2.1.31.1.1.1.6.1|70|18446744073709551615', 'counter64', 18446744073709551615n],
  ])('%s is %s %s', (line, type, value) => {
    const [object] = parseRecording(line).objects;

    expect(object?.oid).toMatch(/^1\.3\.6/);
    expect(object?.type).toBe(type);
    expect(plain(object?.value)).toEqual(plain(value));
  });

  test('comments name the device, blank lines and line ends of Windows do no harm', () => {
    const recording = parseRecording('#机柜 PDU\r\n#more\r\n\r\n1.3.6.1.2.1.1.7.0|2|7\r\n\r\n');

    expect(recording.title).toBe('机柜 PDU');
    expect(recording.objects).toEqual([{ oid: '1.3.6.1.2.1.1.7.0', type: 'integer', value: 7 }]);
    expect(recording.badLineCount).toBe(0);
  });

  test('lines come in the order of numbers, and of the same OID the first counts', () => {
    const recording = parseRecording(
      ['1.3.6.1.2.1.10|2|4', '1.3.6.1.2.1.9.2|2|3', '1.3.6.1.2.1.9|2|1', '1.3.6.1.2.1.9|2|2'].join('\n'),
    );

    expect(recording.objects.map(({ oid, value }) => [oid, value])).toEqual([
      ['1.3.6.1.2.1.9', 1],
      ['1.3.6.1.2.1.9.2', 3],
      ['1.3.6.1.2.1.10', 4],
    ]);
    expect(recording.duplicates).toBe(1);
  });

  test.each([
    ['1.3.6.xx.1|2|7', 'its OID is not numbers joined by dots'],
    ['1.3..6|2|7', 'its OID is not numbers joined by dots'],
    ['1.3.6.1|9|7', 'its tag is none of'],
    ['1.3.6.1|2', 'there is no value behind the tag'],
    ['1.3.6.1|2|warm', 'its value is no integer'],
    ['1.3.6.1|4x|abc', 'its value is no octets'],
    ['1.3.6.1|64|10.0.0.300', 'its value is no ip'],
    ['1.3.6.1|65|4294967296', 'its value is no counter32'],
    ['1.3.6.1|2:writecache|vlist=1', 'its variation writecache is not understood'],
    ['what is this?', 'it is neither OID|TAG|VALUE nor OID = TYPE: VALUE'],
  ])('%s is named with its line and left out', (line, why) => {
    const recording = parseRecording(`1.3.6.1.1|2|1\n${line}\n1.3.6.1.3|2|3`);

    expect(recording.objects).toHaveLength(2);
    expect(recording.badLineCount).toBe(1);
    expect(recording.badLines[0]).toMatchObject({ line: 2, text: line, why: expect.stringContaining(why) });
  });

  test('values that move start where they start, and move', () => {
    const recording = parseRecording(
      '1.3.6.1.2.1.1.3.0|67:numeric|rate=100\n1.3.6.1.4.1.9.1|2:numeric|max=100,wrap=1,offset=50,deviation=5',
    );

    const [uptime, load] = recording.objects;
    expect([uptime!.value, load!.value]).toEqual([0, 50]);
    expect(variationAt(uptime!.variation!, 60)).toBe(6_000);
    expect(variationAt(load!.variation!, 63)).toBe(55);
  });
});

describe('a recording as snmpwalk prints it', () => {
  test.each([
    ['INTEGER: 30', 'integer', 30],
    ['INTEGER: up(1)', 'integer', 1],
    ['INTEGER: 41 degrees Celsius', 'integer', 41],
    ['STRING: "PSU 1"', 'octets', bytes('PSU 1')],
    ['STRING: "a \\"b\\" \\\\c"', 'octets', bytes('a "b" \\c')],
    ['STRING: no quotes', 'octets', bytes('no quotes')],
    ['STRING: "机房"', 'octets', bytes('机房')],
    ['""', 'octets', bytes('')],
    ['Hex-STRING: 00 1B 2C FF ', 'octets', Uint8Array.of(0, 0x1b, 0x2c, 0xff)],
    ['BITS: C0 first(0) second(1) ', 'octets', Uint8Array.of(0xc0)],
    ['Timeticks: (12345) 0:02:03.45', 'ticks', 12345],
    ['OID: .1.3.6.1.4.1.8072', 'oid', '1.3.6.1.4.1.8072'],
    ['OID: iso.3.6.1.4.1.8072', 'oid', '1.3.6.1.4.1.8072'],
    ['IpAddress: 10.1.2.3', 'ip', '10.1.2.3'],
    ['Network Address: 0A:01:02:FF', 'ip', '10.1.2.255'],
    ['Counter32: 77', 'counter32', 77],
    ['Counter64: 18446744073709551615', 'counter64', 18446744073709551615n],
    ['Gauge32: 5', 'gauge32', 5],
    ['Unsigned32: 5', 'gauge32', 5],
    ['Opaque: Float: 0.250000', 'opaque', 0.25],
    ['Wrong Type (should be INTEGER): Gauge32: 9', 'gauge32', 9],
  ])('%s is %s %s', (text, type, value) => {
    const { objects, badLines } = parseRecording(`.1.3.6.1.4.1.9.1.0 = ${text}\n`);

    expect(badLines).toEqual([]);
    expect(objects).toHaveLength(1);
    expect(objects[0]).toMatchObject({ oid: '1.3.6.1.4.1.9.1.0', type });
    expect(plain(objects[0]!.value)).toEqual(plain(value));
  });

  test('long hex and text in quotes go on over lines', () => {
    const { objects, badLineCount } = parseRecording(
      [
        'iso.3.6.1.2.1.1.1.0 = STRING: "first line',
        'second = line',
        '',
        'third"',
        '.1.3.6.1.2.1.1.2.0 = Hex-STRING: 01 02 03 ',
        '04 05 ',
        '.1.3.6.1.2.1.1.3.0 = Timeticks: (1) 0:00:00.01',
      ].join('\n'),
    );

    expect(badLineCount).toBe(0);
    expect(objects.map(({ value }) => plain(value))).toEqual([
      plain(bytes('first line\nsecond = line\n\nthird')),
      [1, 2, 3, 4, 5],
      1,
    ]);
  });

  test('text whose quotes nobody closed ends where the next object begins', () => {
    const { objects } = parseRecording('.1.3.6.1.1 = STRING: "open\n.1.3.6.1.2 = INTEGER: 2\n');

    expect(objects.map(({ oid }) => oid)).toEqual(['1.3.6.1.1', '1.3.6.1.2']);
  });

  test('what tells that there is nothing is no mistake, names that need a MIB are', () => {
    const recording = parseRecording(
      [
        '.1.3.6.1.1 = No Such Object available on this agent at this OID',
        '.1.3.6.1.2 = No more variables left in this MIB View',
        'SNMPv2-MIB::sysName.0 = STRING: core',
      ].join('\n'),
    );

    expect(recording.objects).toEqual([]);
    expect(recording.badLines).toEqual([
      {
        line: 3,
        text: 'SNMPv2-MIB::sysName.0 = STRING: core',
        why: expect.stringContaining('walk with -On'),
      },
    ]);
  });
});

test('of very many bad lines all are counted and the first are named', () => {
  const recording = parseRecording('nonsense\n'.repeat(1_000));

  expect(recording.badLineCount).toBe(1_000);
  expect(recording.badLines).toHaveLength(100);
});

test('a recording is read from its file byte by byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ward-recording-'));
  try {
    const file = join(folder, 'device.snmprec');
    await writeFile(
      file,
      Buffer.concat([bytes('1.3.6.1.2.1.1.5.0|4|'), Uint8Array.of(0xbb, 0xfa), bytes('\n')]),
    );

    const { objects } = await readRecording(file);

    expect(plain(objects[0]!.value)).toEqual([0xbb, 0xfa]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? [...value] : value;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cell } from '../profile.ts';
import { cellReader, tidy } from './cell-reader.ts';
import type { RawValue } from './raw.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const text = (value: string) => Buffer.from(value);

function read(cell: Record<string, unknown>, raw: RawValue | undefined, scale?: number) {
  return cellReader(Cell.parse({ oid: '1.2.3', ...cell })).read(raw, scale);
}

function whyNot(cell: Record<string, unknown>, raw: RawValue): string {
  const reasons: string[] = [];
  const value = cellReader(Cell.parse({ oid: '1.2.3', ...cell })).read(raw, undefined, (why) =>
    reasons.push(why),
  );
  expect(value).toBeNaN();
  return reasons.join();
}

describe('a number', () => {
  it.each<[string, Record<string, unknown>, RawValue, number]>([
    ['as it comes', {}, 42, 42],
    ['of 64 bits', {}, 2n ** 60n, 2 ** 60],
    ['in a text', {}, text('42'), 42],
    ['with its unit', {}, text('56 %'), 56],
    ['in quotes, with its unit', {}, text('""44292kB"'), 44_292],
    ['with decimals', {}, text(' -3.6   '), -3.6],
    ['behind a label', { match: 'cpu-usage:\\s*([\\d.]+)' }, text('cpu-usage: 1.522843%'), 1.522843],
    ['in tenths, without dust', { scale: 0.1 }, 3, 0.3],
    ['in milli', { scale: 0.001 }, 12_345, 12.345],
    ['times', { scale: 60 }, 2, 120],
    ['of light in hundredths of dBm', { convert: 'optic_power' }, -541, -5.41],
    ['of light in microwatts', { convert: 'optic_power' }, 331, -4.801720062],
    ['of light in milliwatts', { convert: 'milliwatt_to_dbm' }, text('0.5'), -3.010299957],
    ['in Fahrenheit', { convert: 'fahrenheit' }, 77, 25],
    ['in KiB', { convert: 'kibibytes' }, 3, 3_072],
    ['in MB as text', { convert: 'mebibytes' }, text('262.5 MB'), 275_251_200],
    ['in ticks', { convert: 'ticks' }, 150, 1.5],
  ])('%s', (_how, cell, raw, value) => {
    expect(read(cell, raw)).toBe(value);
  });

  it.each<[Record<string, unknown>, RawValue, RegExp]>([
    [{ ignore: [65_535] }, 65_535, /65535 means that there is nothing/],
    [{ ignore: [-1] }, text('-1'), /-1 means/],
    [{ ignore: ['N/A'] }, text('N/A '), /N\/A means/],
    [{ within: [0, 100] }, 596, /596 is not within 0 … 100/],
    [{ scale: 0.1, within: [40, 70] }, 5_000, /500 is not within/],
    [{ scale: [0.1, 0.01], within: [40, 70] }, 12, /12 is not within/],
    [{ convert: 'milliwatt_to_dbm' }, 0, /0 cannot be converted/],
    [{ match: 'x(\\d)' }, text('y1'), /"y1" does not match x/],
    [{}, text('abnormal'), /"abnormal" is no number/],
    [{}, text('2026-01-31'), /is no number/],
    [{}, text('10.0.0.1'), /is no number/],
  ])('%j does not take some, and says why', (cell, raw, why) => {
    expect(whyNot(cell, raw)).toMatch(why);
  });

  it('that was not read is missing, for no reason', () => {
    expect(read({}, undefined)).toBeNaN();
  });

  it('takes the first of several scales that makes sense, or the one that is known', () => {
    const cell = { scale: [0.1, 0.01], within: [40, 70] };

    expect([read(cell, 500), read(cell, 4_998)]).toEqual([50, 49.98]);
    expect(read({ scale: [1, 0.1], within: [0, 300] }, 250, 0.1)).toBe(25);
  });

  it('keeps no dust behind the ninth decimal and loses nothing before it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (digits, decimals) => {
        const exact = Number(`${digits}e-${decimals}`);
        expect(tidy(exact * (1 + Number.EPSILON))).toBeCloseTo(exact, 6);
        if (Math.abs(exact) < 1e6) expect(tidy(exact + 1e-12)).toBe(exact);
      }),
    );
  });
});

describe('a word', () => {
  const cell = { words: { 1: 'ok', FAULT: 'failed' } };

  it('stands for a number or a text', () => {
    expect([read(cell, 1), read(cell, text('1')), read(cell, text('FAULT '))]).toEqual([
      'ok',
      'ok',
      'failed',
    ]);
  });

  it('is that for all others where there is one, else missing', () => {
    expect(read({ ...cell, otherwise: 'unknown' }, 7)).toBe('unknown');
    expect(whyNot(cell, 7)).toMatch(/"7" has no meaning/);
    expect(whyNot({ words: { 1: 'ok' } }, text('toString'))).toMatch(/"toString" has no meaning/);
  });
});

describe('a text', () => {
  it.each<[string, string, RawValue, string]>([
    ['text', 'UTF-8', text('三楼交换机'), '三楼交换机'],
    ['text', 'GB18030', bytes(0xbb, 0xfa, 0xb7, 0xbf), '机房'],
    ['text', 'with zeros and quotes around it', text('"S5700"\0\0'), 'S5700'],
    ['text', 'of an OID', '1.3.6.1', '1.3.6.1'],
    ['mac', 'of six bytes', bytes(0x38, 0x91, 0xd5, 0xfb, 0x74, 0x2c), '38:91:d5:fb:74:2c'],
    ['mac', 'that is a name', text('GigabitEthernet1/0/33'), 'GigabitEthernet1/0/33'],
    ['mac', 'that is a name of six letters', text('eth1/1'), 'eth1/1'],
    ['hex', 'of bytes', bytes(0, 255, 16), '00ff10'],
    ['ip', 'of version 4', bytes(192, 0, 2, 7), '192.0.2.7'],
    [
      'ip',
      'of version 6',
      bytes(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
      '2001:db8:0:0:0:0:0:1',
    ],
    ['date', 'of eight bytes', bytes(0x07, 0xea, 1, 31, 8, 5, 9, 0), '2026-01-31 08:05:09'],
  ])('as %s, %s', (as, _what, raw, expected) => {
    expect(read({ as }, raw)).toBe(expected);
  });

  it('that is empty is missing', () => {
    expect(read({ as: 'text' }, text('  '))).toBeNaN();
  });

  it('is read whatever the bytes are', () => {
    const any = fc.uint8Array({ maxLength: 30 });
    fc.assert(
      fc.property(any, fc.constantFrom('number', 'text', 'mac', 'hex', 'ip', 'date'), (raw, as) => {
        const value = read({ as }, raw);
        expect(typeof value === 'string' ? value !== '' : true).toBe(true);
      }),
    );
  });
});

describe('a text that somebody made to be slow', () => {
  it('is read without its blanks, however many stand inside', () => {
    const value = `a${' '.repeat(600_000)}a`;

    expect(read({ as: 'text' }, text(` "${value}" `))).toBe(value);
  });

  it('is held against a pattern up to a length that no device needs', () => {
    expect(read({ as: 'text', match: '(end)' }, text(`${'a'.repeat(900)}end`))).toBe('end');
    expect(read({ as: 'text', match: '(end)' }, text(`${'a'.repeat(2_000)}end`))).toBeNaN();
  });
});

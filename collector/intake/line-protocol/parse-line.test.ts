import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineCursor, ParsedLine, PRECISIONS, parseKey, parseLine } from './parse-line.ts';

function parse(text: string, precision = 'ns') {
  const body = Buffer.from(text);
  const line = new ParsedLine();
  parseLine(body, 0, body.length, PRECISIONS[precision], line);
  const fields: Record<string, number> = {};
  for (let field = 0; field < line.fields; field++) {
    fields[body.toString('utf8', line.nameStart[field], line.nameEnd[field])] = line.values[field];
  }
  const { fault, timeMs, textFields } = line;
  return { key: body.toString('utf8', line.keyStart, line.keyEnd), fields, timeMs, fault, textFields };
}

describe('a line of line protocol', () => {
  it('has a series key, fields and a time', () => {
    expect(parse('cpu,host=a,cpu=cpu0 usage_idle=97.5,count=3i,ok=t 1700000000123456789')).toEqual({
      key: 'cpu,host=a,cpu=cpu0',
      fields: { usage_idle: 97.5, count: 3, ok: 1 },
      timeMs: 1_700_000_000_123,
      fault: undefined,
      textFields: 0,
    });
  });

  it('may leave out tags and time', () => {
    expect(parse('m v=1')).toMatchObject({
      key: 'm',
      fields: { v: 1 },
      timeMs: Number.NaN,
      fault: undefined,
    });
  });

  it('keeps escaped commas, spaces and equal signs in names', () => {
    expect(parse(String.raw`disk\ use,path=/a\ b\,c used\=percent=5 1`, 'ms')).toMatchObject({
      key: String.raw`disk\ use,path=/a\ b\,c`,
      fields: { 'used\\=percent': 5 },
      timeMs: 1,
    });
  });

  it('passes over text, whatever stands in it', () => {
    expect(parse(String.raw`m a=1,b="x, y=\"z\" 1",c=2 9`, 'ms')).toMatchObject({
      fields: { a: 1, c: 2 },
      textFields: 1,
      timeMs: 9,
    });
  });

  it.each([
    ['ns', '1700000000999999999', 1_700_000_000_999],
    ['us', '1700000000999999', 1_700_000_000_999],
    ['ms', '1700000000999', 1_700_000_000_999],
    ['s', '1700000000', 1_700_000_000_000],
    ['m', '28333333', 1_699_999_980_000],
    ['h', '472222', 1_699_999_200_000],
  ])('reads a time in %s', (precision, text, timeMs) => {
    expect(parse(`m v=1 ${text}`, precision).timeMs).toBe(timeMs);
  });

  it.each([
    ['', 'missing_measurement'],
    [',a=b v=1', 'missing_measurement'],
    ['m', 'missing_fields'],
    ['m,a=b ', 'missing_fields'],
    ['m v', 'bad_field'],
    ['m =1', 'bad_field'],
    ['m v=', 'bad_value'],
    ['m v=abc', 'bad_value'],
    ['m v=1.5i', 'bad_value'],
    ['m v=--1', 'bad_value'],
    ['m v=1e999', 'bad_value'],
    ['m v=NaN', 'bad_value'],
    ['m v=1,', 'bad_field'],
    ['m v="open', 'unclosed_string'],
    ['m v=1 12x', 'bad_time'],
    ['m v=1 99999999999999999999', 'bad_time'],
    ['m v=1 -5', 'bad_time'],
  ])('is refused when it is %j: %s', (text, fault) => {
    expect(parse(text).fault).toBe(fault);
  });

  it('gives every finite number back exactly', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        // Text has no negative zero.
        expect(parse(`m v=${value}`).fields.v).toBe(value + 0);
      }),
    );
  });

  it('gives decimals and integers back exactly', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(12), (digits, places) => {
        const text = `${digits < 0 ? '-' : ''}${Math.abs(digits)}.${'7'.repeat(places)}1`;
        expect(parse(`m v=${text}`).fields.v).toBe(Number(text));
        expect(parse(`m v=${digits}i`).fields.v).toBe(digits);
      }),
    );
  });

  it('is refused or understood, whatever the bytes, and never read beyond its end', () => {
    const line = new ParsedLine();
    fc.assert(
      fc.property(fc.stringMatching(/^[m,= \\"v1.eEi-]{0,40}$/), (text) => {
        const body = Buffer.from(`${text}\nzzz`);
        parseLine(body, 0, text.length, 1e6, line);
        expect(line.keyEnd).toBeLessThanOrEqual(text.length);
        for (let field = 0; field < line.fields; field++) {
          expect(line.nameEnd[field]).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('the lines of a body', () => {
  it('end at newlines outside of quoted text', () => {
    const body = Buffer.from('a v=1\nb v="x\ny"\n\n# comment\nc v=2');
    const cursor = new LineCursor(body);
    const lines: [number, string][] = [];
    while (cursor.next()) lines.push([cursor.number, body.toString('utf8', cursor.start, cursor.end)]);

    expect(lines).toEqual([
      [1, 'a v=1'],
      [2, 'b v="x\ny"'],
      [3, ''],
      [4, '# comment'],
      [5, 'c v=2'],
    ]);
  });
});

describe('a series key', () => {
  it('is taken apart with its escapes undone', () => {
    expect(parseKey(String.raw`disk\ use,path=\C:,host=a\,b`)).toEqual({
      measurement: 'disk use',
      tags: { path: String.raw`\C:`, host: 'a,b' },
    });
    expect(parseKey('m,a=1,b=2')).toEqual({ measurement: 'm', tags: { a: '1', b: '2' } });
  });

  it.each(['m,a', 'm,=1', 'm,a=', 'm,a=1=2', 'm,'])('is refused when a tag is none: %s', (key) => {
    expect(parseKey(key)).toBeUndefined();
  });
});

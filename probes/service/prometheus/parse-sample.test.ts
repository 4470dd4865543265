import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfSeries, parseSeries, valueAt } from './parse-sample.ts';

function parse(line: string) {
  const body = Buffer.from(line);
  const behind = endOfSeries(body, 0, body.length);
  if (behind < 0) return undefined;
  return { ...parseSeries(body.toString('utf8', 0, behind)), value: valueAt(body, behind, body.length) };
}

describe('a figure', () => {
  it.each([
    ['up 1', { name: 'up', labels: {}, value: 1 }],
    ['a{b="c"} 2.5', { name: 'a', labels: { b: 'c' }, value: 2.5 }],
    ['a{b="c",d="e",} 3 1395066363000', { name: 'a', labels: { b: 'c', d: 'e' }, value: 3 }],
    ['a {b = "c" , d="e"} -4e-3', { name: 'a', labels: { b: 'c', d: 'e' }, value: -0.004 }],
    ['a{} 5', { name: 'a', labels: {}, value: 5 }],
    [
      'a{p="C:\\\\D",q="say \\"hi\\"",r="x\\ny"} 6',
      { name: 'a', labels: { p: 'C:\\D', q: 'say "hi"', r: 'x\ny' }, value: 6 },
    ],
    ['a{b="}{ 7, c=\\"d"} 7', { name: 'a', labels: { b: '}{ 7, c="d' }, value: 7 }],
    ['a{位="置"} 8', undefined],
    ['a{b="位置"} 8', { name: 'a', labels: { b: '位置' }, value: 8 }],
    [
      'a_bucket{le="+Inf"} 9 # {trace_id="x"} 0.5 1.6',
      { name: 'a_bucket', labels: { le: '+Inf' }, value: 9 },
    ],
    ['a\t10', { name: 'a', labels: {}, value: 10 }],
    ['a 1e999', { name: 'a', labels: {}, value: Number.NaN }],
    ['a NaN', { name: 'a', labels: {}, value: Number.NaN }],
    ['a +Inf', { name: 'a', labels: {}, value: Number.NaN }],
    ['a -inf', { name: 'a', labels: {}, value: Number.NaN }],
    ['a 1234567890123456', { name: 'a', labels: {}, value: 1_234_567_890_123_456 }],
  ])('%s', (line, expected) => {
    const found = parse(line);
    expect(found?.name === undefined ? undefined : found).toEqual(expected);
  });

  it.each([
    '',
    ' ',
    '{b="c"} 1',
    'a',
    'a ',
    'a x',
    'a{b="c" 1',
    'a{b="c"}1',
    'a 0x10',
    '<html> 1 <b>',
    'a{b=c} 1',
  ])('is not %j', (line) => {
    const found = parse(line);
    expect(found?.name === undefined ? undefined : found.value).toBeUndefined();
  });

  it('gives every number back as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true }), (value) => {
        expect(parse(`a{b="c"} ${value}`)?.value).toBe(value + 0);
      }),
    );
  });

  it('gives every label back, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const escaped = text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
        expect(parse(`a{b="${escaped}"} 1`)).toEqual({ name: 'a', labels: { b: text }, value: 1 });
      }),
    );
  });
});
